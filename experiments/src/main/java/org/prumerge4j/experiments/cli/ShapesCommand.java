package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.shapes.files.WorldSize;
import org.prumerge4j.experiments.shapes.files.WorldWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the visual world {@code shapes}. */
@Command(
        name = "shapes",
        description = "Write a small visual world: images, LLaVA instruction data, six evaluation sets.",
        footer = {"", "Example: prumerge4j shapes --to worlds/shapes --seed 1 --train 10000 --validation 300 --test 500"
        })
final class ShapesCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Folder to write.")
    private Path target = Path.of("");

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Another seed, other scenes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--train",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Scenes to train on (default: ${DEFAULT-VALUE}).")
    private int train;

    @Option(
            names = "--validation",
            defaultValue = "300",
            paramLabel = "N",
            description = "Scenes to choose models by (default: ${DEFAULT-VALUE}).")
    private int validation;

    @Option(
            names = "--test",
            defaultValue = "500",
            paramLabel = "N",
            description = "Scenes to report on (default: ${DEFAULT-VALUE}).")
    private int test;

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return ExitCode.OK;
        }
        Console console = new Console(spec.commandLine().getOut());
        WorldWriter.Written written = new WorldWriter(seed, size(spec)).write(target);
        for (Map.Entry<String, Map<String, Integer>> set : written.questions().entrySet()) {
            int sum =
                    set.getValue().values().stream().mapToInt(Integer::intValue).sum();
            console.line(target.resolve(set.getKey()) + ": " + sum + " questions");
        }
        console.line("sha256 " + written.sha256());
        return ExitCode.OK;
    }

    private WorldSize size(CommandSpec command) {
        try {
            return new WorldSize(train, validation, test);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
