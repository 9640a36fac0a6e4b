package org.prumerge4j.experiments.schema;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.RootedReader;

/** Reads experiment files; {@link RootedReader} says where their relative paths start. */
public final class ExperimentReader {
    private ExperimentReader() {}

    /**
     * Reads a file and lays overrides over it; all paths of the result are absolute.
     *
     * @param overrides assignments such as {@code optimizer.learning-rate=1e-4}
     * @throws org.prumerge4j.experiments.yaml.ConfigException with every problem of file and overrides
     * @throws IOException if the file cannot be read
     */
    public static Bound<Experiment> read(Path file, List<String> overrides) throws IOException {
        return RootedReader.read(file, overrides, Experiment.class);
    }
}
