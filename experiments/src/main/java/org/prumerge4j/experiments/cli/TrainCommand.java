package org.prumerge4j.experiments.cli;

import java.util.ArrayList;
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
        description = {
            "Train what an experiment file describes, and export it.",
            "",
            "SIGTERM, SIGINT (Ctrl-C) or SIGHUP: the running step is finished, everything is saved, and the exit code is"
                    + " 3; --resume goes on. A second one ends at once."
        },
        footer = {"", "Example: prumerge4j train experiments/configs/demo/demo.yaml training.max-steps=20"})
final class TrainCommand implements Callable<Integer> {
    private static final String RESUME = "--resume";

    private final List<ExperimentCheck> checks;
    private final ExperimentCheck fit;
    private final Runnable hardware;
    private final TrainRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigArguments config = new ConfigArguments();

    @Option(names = RESUME, description = "Continue from the newest checkpoint in the output folder.")
    private boolean resume;

    @Option(
            names = "--without-plan",
            description = "Start even if, by the estimate of the plan command, the run cannot fit on this machine.")
    private boolean withoutPlan;

    /**
     * The command.
     *
     * @param checks what is checked before anything is loaded
     * @param fit refuses what cannot fit
     * @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on
     */
    TrainCommand(List<ExperimentCheck> checks, ExperimentCheck fit, Runnable hardware, TrainRun run) {
        this.checks = checks;
        this.fit = fit;
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        List<ExperimentCheck> all = new ArrayList<>(checks);
        if (!withoutPlan) {
            all.add(fit);
        }
        Bound<Experiment> experiment = config.readChecked(all);
        hardware.run();
        if (spec == null) {
            return ExitCode.OK;
        }
        Console console = new Console(spec.commandLine().getOut());
        if (run.train(experiment.value(), resume, console)) {
            return ExitCode.OK;
        }
        console.line("stopped as asked; everything is saved. Go on with: prumerge4j train " + arguments(spec));
        return ExitCode.STOPPED;
    }

    private String arguments(CommandSpec called) {
        List<String> words =
                new ArrayList<>(called.commandLine().getParseResult().originalArgs());
        words.remove(called.name());
        if (!resume) {
            words.add(RESUME);
        }
        return String.join(" ", words);
    }
}
