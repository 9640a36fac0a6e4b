package org.prumerge4j.experiments.yaml;

import java.nio.file.Path;
import java.util.List;

/**
 * A text that configuration comes from.
 *
 * @param name what messages call it: the file as the user named it, or "command line"
 * @param folder where relative paths in this text start
 * @param lines the text, for snippets
 * @param numbered whether line and column help the reader (a file), or not (one override)
 */
public record Source(String name, Path folder, List<String> lines, boolean numbered) {
    /** Keeps its own copy of the lines. */
    public Source {
        lines = List.copyOf(lines);
    }
}
