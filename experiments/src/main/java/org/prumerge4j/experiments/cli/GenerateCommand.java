package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a checkpoint a question. */
@Command(
        name = "generate",
        description = "Ask a checkpoint a question about an image.",
        footer = {"", "Example: prumerge4j generate runs/demo/llava-hf --image cat.png \"What is in the picture?\""})
final class GenerateCommand implements Callable<Integer> {
    private final Runnable hardware;
    private final GenerateRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "Folder of a checkpoint.")
    private Path checkpoint = Path.of("");

    @Parameters(index = "1", paramLabel = "QUESTION", description = "The question.")
    private String question = "";

    @Option(names = "--image", paramLabel = "FILE", description = "Image the question is about.")
    private @Nullable Path image;

    @Option(names = "--adapter", paramLabel = "FOLDER", description = "Adapter trained on the checkpoint.")
    private @Nullable Path adapter;

    @Option(
            names = "--reducer",
            paramLabel = "NAME[/PRESET]",
            description = "Another reducer than the checkpoint was trained with.")
    private @Nullable String reducer;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Longest answer in tokens (default: ${DEFAULT-VALUE}).")
    private int maxNewTokens;

    @Option(
            names = "--dump-logits",
            paramLabel = "FILE",
            description = "Write the prompt's embeddings and logits as safetensors, instead of answering.")
    private @Nullable Path logits;

    /** @param hardware refuses, by an exception, a machine that ND4J's native code cannot run on */
    GenerateCommand(Runnable hardware, GenerateRun run) {
        this.hardware = hardware;
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        if (spec != null) {
            if (maxNewTokens < 1) {
                throw new ParameterException(
                        spec.commandLine(), "--max-new-tokens: found " + maxNewTokens + ", expected at least 1");
            }
            hardware.run();
            Console console = new Console(spec.commandLine().getOut());
            run.generate(
                    new GenerateRequest(checkpoint, adapter, image, question, reducer, maxNewTokens, logits), console);
        }
        return ExitCode.OK;
    }
}
