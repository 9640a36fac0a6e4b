package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.run.BenchmarkResult;
import org.prumerge4j.experiments.evaluation.run.EvaluationConfig;
import org.prumerge4j.experiments.evaluation.run.EvaluationReader;
import org.prumerge4j.experiments.evaluation.run.EvaluationResult;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a checkpoint on benchmarks and scores its answers. */
@Command(
        name = "evaluate",
        description =
                "Answer all questions of benchmarks with a checkpoint, and score the answers. Goes on where it was"
                        + " interrupted.",
        footer = {"", "Example: prumerge4j evaluate --config experiments/configs/evaluation/llava-1.5-7b.yaml"})
final class EvaluateCommand implements Callable<Integer> {
    private final Runnable hardware;
    private final SectionCheck check;
    private final Run run;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "Evaluation file (YAML).")
    private Path file = Path.of("");

    @Parameters(
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description = "Overrides, for example reducer.name=prumerge-plus.")
    private List<String> overrides = new ArrayList<>();

    /** Finds what is wrong with the reducer of a file. */
    @FunctionalInterface
    interface SectionCheck {
        /** The problems, each at its key. */
        List<Problem> check(Bound<?> file, ReducerSection section);
    }

    /** What the command starts. */
    @FunctionalInterface
    interface Run {
        /** Runs an evaluation. */
        EvaluationResult run(EvaluationConfig config, Consumer<String> progress) throws IOException;
    }

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    EvaluateCommand(Runnable hardware, SectionCheck check, Run run) {
        this.hardware = hardware;
        this.check = check;
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        Bound<EvaluationConfig> config = EvaluationReader.read(file, overrides);
        ReducerSection reducer = config.value().reducer();
        List<Problem> problems = reducer == null ? List.of() : check.check(config, reducer);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        hardware.run();
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            show(run.run(config.value(), console::line), console);
            console.line("written to " + config.value().output());
        }
        return ExitCode.OK;
    }

    private static void show(EvaluationResult result, Console console) {
        String row = "%-12s %-18s %9s %10s %8s %8s";
        console.line("");
        console.line(
                String.format(Locale.ROOT, row, "benchmark", "headline", "score", "questions", "tokens", "per sec"));
        for (BenchmarkResult benchmark : result.benchmarks()) {
            Score headline =
                    benchmark.scores() == null ? null : benchmark.scores().headline();
            console.line(String.format(
                    Locale.ROOT,
                    row,
                    benchmark.name(),
                    headline == null ? "not scored" : headline.name(),
                    headline == null ? "" : decimals(headline.value()),
                    benchmark.questions(),
                    decimals(benchmark.meanTokensKept()),
                    decimals(benchmark.questions() / benchmark.seconds())));
        }
        result.families()
                .values()
                .forEach(score -> console.line(String.format(
                        Locale.ROOT, row, "", score.name(), decimals(score.value()), score.questions(), "", "")));
        console.line(String.format(
                Locale.ROOT,
                row,
                "all",
                "",
                "",
                result.benchmarks().stream()
                        .mapToInt(BenchmarkResult::questions)
                        .sum(),
                decimals(result.meanTokensKept()),
                decimals(result.questionsPerSecond())));
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
