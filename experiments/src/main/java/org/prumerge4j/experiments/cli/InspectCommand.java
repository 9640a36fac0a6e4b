package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a checkpoint or a run holds. */
@Command(
        name = "inspect",
        description = "Show what a checkpoint or a run holds: configuration, reducer, adapters, tensors.")
final class InspectCommand implements Callable<Integer> {
    private final InspectRun run;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PATH", description = "Folder of a checkpoint or a run, or a weight file.")
    private Path path = Path.of("");

    @Option(names = "--tensors", description = "List every tensor with its shape and type.")
    private boolean tensors;

    InspectCommand(InspectRun run) {
        this.run = run;
    }

    @Override
    public Integer call() throws Exception {
        if (spec != null) {
            run.inspect(path, tensors, new Console(spec.commandLine().getOut()));
        }
        return ExitCode.OK;
    }
}
