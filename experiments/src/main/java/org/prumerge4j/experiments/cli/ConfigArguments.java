package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.Problem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An experiment file and assignments over it, as every command that takes one spells them. */
final class ConfigArguments {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "Experiment file (YAML).")
    private @Nullable String first;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Overrides, for example optimizer.learning-rate=1e-4.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Experiment file, if it is not given as the first.")
    private @Nullable Path config;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "The same as an option; may be repeated.")
    private List<String> options = new ArrayList<>();

    Path file() {
        if (config != null) {
            return config;
        }
        if (first == null) {
            String message = "Missing required parameter: 'FILE'";
            throw command == null
                    ? new IllegalStateException(message)
                    : new ParameterException(command.commandLine(), message);
        }
        return Path.of(first);
    }

    /** Reads the file with its overrides. */
    Bound<Experiment> read() throws IOException {
        List<String> all = new ArrayList<>();
        if (config != null && first != null) {
            all.add(first);
        }
        all.addAll(overrides);
        all.addAll(options);
        return ExperimentReader.read(file(), all);
    }

    /**
     * Reads the file and runs further checks.
     *
     * @throws ConfigException with everything they find
     */
    Bound<Experiment> readChecked(List<ExperimentCheck> checks) throws IOException {
        Bound<Experiment> experiment = read();
        List<Problem> problems = checks.stream()
                .flatMap(check -> check.check(experiment).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return experiment;
    }
}
