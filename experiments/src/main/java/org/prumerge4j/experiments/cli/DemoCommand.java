package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the shipped demonstration, wherever it is called from. */
@Command(
        name = "demo",
        description = "Train a small shipped model, export it, reload the export and ask it about an image.")
final class DemoCommand implements Callable<Integer> {
    /** System property with the folder that holds this repository; the launcher sets it. */
    static final String HOME = "prumerge4j.home";

    private static final Path CONFIG = Path.of("experiments", "configs", "demo", "demo.yaml");

    private final Runnable hardware;
    private final DemoRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description = "Overrides of the demo's experiment file, for example training.max-steps=10.")
    private List<String> overrides = new ArrayList<>();

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    DemoCommand(Runnable hardware, DemoRun run) {
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        Path file = Path.of(System.getProperty(HOME, "")).resolve(CONFIG);
        Bound<Experiment> experiment = ExperimentReader.read(file, overrides);
        hardware.run();
        if (spec != null) {
            run.demo(experiment.value(), new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }
}
