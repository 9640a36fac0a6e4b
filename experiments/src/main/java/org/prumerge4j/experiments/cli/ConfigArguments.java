package org.prumerge4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.Problem;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An experiment file and assignments over it, as every command that takes one spells them. */
final class ConfigArguments {
    @Parameters(index = "0", paramLabel = "FILE", description = "Experiment file (YAML).")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Overrides, for example optimizer.learning-rate=1e-4.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "The same as an option; may be repeated.")
    private List<String> options = new ArrayList<>();

    Path file() {
        return file;
    }

    /** Reads the file with its overrides. */
    Bound<Experiment> read() throws IOException {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(options);
        return ExperimentReader.read(file, all);
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
