package org.prumerge4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of golden cases: numbers computed by the reference implementations.
 *
 * <p>The folder is given by the system property {@code golden.dir}; the build sets it to the copy in this repository.
 * Tests read every size from the files, so that the same tests run on cases of other sizes.
 */
public final class GoldenCases {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenCases() {}

    /** The folder; a relative {@code golden.dir} is taken from the root of the project. */
    public static Path folder() {
        Path root = Path.of(System.getProperty("project.root", ".."));
        Path folder = root.resolve(System.getProperty("golden.dir", "experiments/golden"));
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("no golden cases at " + folder.toAbsolutePath() + "; set -Dgolden.dir");
        }
        return folder;
    }

    /** A file or folder of the golden cases. */
    public static Path path(String relative) {
        return folder().resolve(relative);
    }

    /** A JSON file of the golden cases. */
    public static JsonNode json(String relative) {
        try {
            return JSON.readTree(path(relative).toFile());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path(relative), e);
        }
    }

    /** A safetensors file of the golden cases. */
    public static GoldenTensors tensors(String relative) {
        return GoldenTensors.read(path(relative));
    }
}
