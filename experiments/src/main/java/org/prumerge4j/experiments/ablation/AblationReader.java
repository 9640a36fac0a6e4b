package org.prumerge4j.experiments.ablation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.RootedReader;

/** Reads ablation files; paths work as in experiment files. */
public final class AblationReader {
    private AblationReader() {}

    /**
     * Reads a file and lays overrides over it; all paths of the result are absolute.
     *
     * @param overrides assignments such as {@code world.train=100}
     * @throws org.prumerge4j.experiments.yaml.ConfigException with every problem of file and overrides
     * @throws IOException if the file cannot be read
     */
    public static Bound<Ablation> read(Path file, List<String> overrides) throws IOException {
        return RootedReader.read(file, overrides, Ablation.class);
    }
}
