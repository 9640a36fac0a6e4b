package org.prumerge4j.experiments.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains what an experiment file describes. */
@Command(
        name = "train",
        description = "Train what an experiment file describes, and export it.",
        footer = {"", "Example: prumerge4j train experiments/configs/demo/demo.yaml training.max-steps=20"})
final class TrainCommand implements Callable<Integer> {
    private final List<ExperimentCheck> checks;
    private final Runnable hardware;
    private final TrainRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(names = "--resume", description = "Continue from the newest checkpoint in the output folder.")
    private boolean resume;

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    TrainCommand(List<ExperimentCheck> checks, Runnable hardware, TrainRun run) {
        this.checks = checks;
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        Bound<Experiment> experiment = config.readChecked(checks);
        hardware.run();
        if (spec != null) {
            run.train(experiment.value(), resume, new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }
}
