package org.prumerge4j.experiments.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON schema of experiment files. */
@Command(
        name = "schema",
        description = "Print the JSON schema of experiment files, for completion and checks in editors.",
        footer = {"", "The same text is kept in experiments/configs/schema.json."})
final class SchemaCommand implements Callable<Integer> {
    static final String TITLE = "PruMerge4J experiment";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec != null) {
            new Console(spec.commandLine().getOut()).text(JsonSchema.of(Experiment.class, TITLE));
        }
        return ExitCode.OK;
    }
}
