package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.training.loop.TrainingReport;
import org.prumerge4j.training.progress.ProgressDisplays;

/** Runs of the shipped small model in the tests' own process or in one that may be killed. */
final class DemoRuns {
    static final Path ROOT = Path.of(System.getProperty("project.root", "..")).toAbsolutePath();
    static final Path CONFIG = ROOT.resolve("experiments/configs/demo/demo.yaml");

    private DemoRuns() {}

    static Experiment experiment(Path output, List<String> overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("output=" + output));
        all.addAll(overrides);
        return ExperimentReader.read(CONFIG, all).value();
    }

    /** What a run printed, and how it ended. */
    record Ended(TrainingReport report, String printed) {}

    static Ended run(Experiment experiment, boolean resume, BooleanSupplier stop) throws IOException {
        StringWriter printed = new StringWriter();
        TrainingReport report = new TrainingRunner(
                        experiment, new Console(new PrintWriter(printed)), ProgressDisplays.none(), stop)
                .run(resume);
        return new Ended(report, printed.toString());
    }

    /** Starts the program in a process of its own; what it prints goes to a file. */
    static Process start(List<String> launcher, Path printed, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short-lived process: no second compiler, no file of performance counters.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Djava.awt.headless=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("org.prumerge4j.experiments.cli.Main");
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()))
                .start();
    }

    /** Whole lines of the metrics of a run so far. */
    static int lines(Path output) throws IOException {
        Path metrics = new RunFolder(output).metrics();
        return Files.exists(metrics)
                ? (int) Files.readString(metrics, StandardCharsets.UTF_8)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                : 0;
    }

    /** Step and loss of every line, as written. */
    static List<String> losses(Path output) throws IOException {
        return Files.readAllLines(new RunFolder(output).metrics()).stream()
                .map(line -> line.replaceAll("^\\{(\"step\":\\d+).*?(\"loss\":[^,]+).*$", "$1 $2"))
                .toList();
    }

    /** The files of a checkpoint that hold tensors. */
    static List<Path> tensors(Path output, long step) {
        Path checkpoint = new RunFolder(output).checkpoints().resolve(String.format("step-%06d", step));
        return List.of(checkpoint.resolve("trainable.safetensors"), checkpoint.resolve("optimizer.safetensors"));
    }
}
