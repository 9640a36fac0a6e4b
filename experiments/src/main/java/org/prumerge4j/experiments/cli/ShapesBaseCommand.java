package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the base model of the world {@code shapes} from nothing. */
@Command(
        name = "shapes-base",
        description = "Train a small LLaVA on the world shapes from nothing: tower, attention, projector and decoder.",
        footer = {"", "Example: prumerge4j shapes-base --to worlds/shapes-base --seed 1"})
final class ShapesBaseCommand implements Callable<Integer> {
    private final Training training;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Checkpoint to write.")
    private Path target = Path.of("");

    @Option(
            names = "--stages",
            paramLabel = "FOLDER",
            description = "Where stages leave their weights; those found there are not trained again"
                    + " (default: the checkpoint's folder with -stages).")
    private @Nullable Path stages;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the world and the first weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--share",
            defaultValue = "1",
            paramLabel = "X",
            description = "Share of the training steps, for a quick look (default: ${DEFAULT-VALUE}).")
    private double share;

    /** Does the work. */
    @FunctionalInterface
    interface Training {
        /** Trains with a share of all steps, and writes the checkpoint. */
        void run(Path target, Path stages, long seed, double share, Console console) throws IOException;
    }

    ShapesBaseCommand(Training training) {
        this.training = training;
    }

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return ExitCode.OK;
        }
        if (!(share > 0 && share <= 1)) {
            throw new ParameterException(spec.commandLine(), "--share is " + share + ", expected above 0, up to 1");
        }
        Path between = stages == null ? Path.of(target + "-stages") : stages;
        Console console = new Console(spec.commandLine().getOut());
        training.run(target, between, seed, share, console);
        return ExitCode.OK;
    }
}
