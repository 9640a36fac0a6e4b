package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws what a reducer keeps of an image. */
@Command(
        name = "visualize",
        description = "Draw which patches of an image a reducer keeps, and what merged tokens draw from.",
        footer = {
            "",
            "Example: prumerge4j visualize --model exported --image picture.jpg --reducer prumerge --output kept.png"
        })
final class VisualizeCommand implements Callable<Integer> {
    private final Runnable hardware;
    private final VisualizeRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FOLDER",
            description = "LLaVA checkpoint with its vision tower.")
    private Path model = Path.of("");

    @Option(names = "--image", required = true, paramLabel = "FILE", description = "Image.")
    private Path image = Path.of("");

    @Option(
            names = "--reducer",
            paramLabel = "NAME[/PRESET]",
            description = "Reducer; left out = the one the checkpoint was trained with.")
    private @Nullable String reducer;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "KEY=VALUE",
            description = "Option of the reducer, for example iqr-factor=2; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--details",
            paramLabel = "N",
            defaultValue = "3",
            description = "Tokens shown with the patches they draw from (default: ${DEFAULT-VALUE}).")
    private int details;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "PNG file to write.")
    private Path output = Path.of("");

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    VisualizeCommand(Runnable hardware, VisualizeRun run) {
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        hardware.run();
        if (spec != null) {
            Map<String, Object> given = new LinkedHashMap<>();
            options.forEach((key, value) -> given.put(key, scalar(value)));
            run.visualize(
                    new VisualizeRequest(model, image, reducer, given, Math.max(0, details), output),
                    new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }

    /** A number or truth value where the text is one. */
    private static Object scalar(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        } else if (text.matches("-?\\d{1,18}")) {
            return Long.valueOf(text);
        } else if (text.matches("-?\\d*\\.?\\d+([eE][-+]?\\d+)?")) {
            return Double.valueOf(text);
        }
        return text;
    }
}
