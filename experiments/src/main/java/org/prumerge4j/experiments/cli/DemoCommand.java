package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.Ablation;
import org.prumerge4j.experiments.ablation.AblationReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the shipped demonstration, wherever it is called from. */
@Command(
        name = "demo",
        description =
                "Score a small shipped model with all visual tokens and with PruMerge, tune it with LoRA, score it"
                        + " again, export it, and write a report.")
final class DemoCommand implements Callable<Integer> {
    /** System property with the folder that holds this repository; the launcher sets it. */
    static final String HOME = "prumerge4j.home";

    private static final Path CONFIG = Path.of("experiments", "ablations", "demo.yaml");

    private static final Path RUNS = Path.of("runs", "demo");

    private final Runnable hardware;
    private final DemoRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder to write; runs/demo of the program's folder unless given.")
    private @Nullable Path output;

    @Parameters(
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description = "Overrides of the demo's ablation file, for example world.test=20.")
    private List<String> overrides = new ArrayList<>();

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    DemoCommand(Runnable hardware, DemoRun run) {
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty(HOME, ""));
        Ablation ablation = AblationReader.read(home.resolve(CONFIG), overrides).value();
        hardware.run();
        if (spec != null) {
            Path target = output == null ? home.resolve(RUNS) : output;
            run.demo(ablation, target, new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }
}
