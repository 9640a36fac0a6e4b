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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows where the time of a training step goes. */
@Command(
        name = "profile",
        description = "Run the first micro-batch of an experiment a few times, and show where time and memory go.",
        footer = {"", "Example: prumerge4j profile experiments/configs/demo/demo.yaml --steps 10 --top 8"})
final class ProfileCommand implements Callable<Integer> {
    private final List<ExperimentCheck> checks;
    private final Runnable hardware;
    private final ProfileRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Timed steps, of which means are shown (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3",
            description = "Steps before these, while Java still compiles (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the dearest kernels to list (default: ${DEFAULT-VALUE}).")
    private int top;

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    ProfileCommand(List<ExperimentCheck> checks, Runnable hardware, ProfileRun run) {
        this.checks = checks;
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        requireAtLeast("--steps", steps, 1);
        requireAtLeast("--warm-up", warmUp, 0);
        requireAtLeast("--top", top, 0);
        Bound<Experiment> experiment = config.readChecked(checks);
        hardware.run();
        if (spec != null) {
            Console console = new Console(spec.commandLine().getOut());
            run.profile(experiment.value(), new ProfileRequest(warmUp, steps, top), console);
        }
        return ExitCode.OK;
    }

    private void requireAtLeast(String option, int given, int least) {
        if (given < least && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), option + ": found " + given + ", expected at least " + least);
        }
    }
}
