package org.prumerge4j.experiments.yaml;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files whose relative paths start at their key {@code root}, which itself starts at the file's folder and is that
 * folder unless given; so a file means the same wherever the program is started. Relative paths in overrides start at the
 * working directory, as everywhere on a command line.
 */
public final class RootedReader {
    private static final String ROOT = "root";

    private RootedReader() {}

    /**
     * Reads a file and lays overrides over it; all paths of the result are absolute.
     *
     * @param type record with a component {@code root}
     * @throws ConfigException with every problem of file and overrides
     * @throws IOException if the file cannot be read
     */
    public static <T extends Record> Bound<T> read(Path file, List<String> overrides, Class<T> type)
            throws IOException {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Document document = Overrides.apply(YamlReader.read(file), overrides, workingDirectory);
        @Nullable Path root = root(document.root());
        if (root == null) {
            return Binder.bind(document, type);
        }
        return Binder.bind(
                new Document(withRoot(document.root(), root), document.problems()),
                type,
                source -> source.numbered() ? root : source.folder());
    }

    /** The root as an absolute path; {@code null} if it is not given, or not a path (which binding will report). */
    private static @Nullable Path root(Tree.Mapping document) {
        Tree.@Nullable Entry entry = document.entries().get(ROOT);
        if (entry == null
                || !(entry.value() instanceof Tree.Scalar scalar)
                || scalar.text().isBlank()) {
            return null;
        }
        try {
            return Paths.resolve(scalar.text(), scalar.place().source().folder());
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Tree.Mapping withRoot(Tree.Mapping document, Path root) {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>(document.entries());
        entries.computeIfPresent(
                ROOT,
                (key, entry) -> new Tree.Entry(
                        entry.keyPlace(), new Tree.Scalar(entry.value().place(), root.toString(), Tree.Kind.TEXT)));
        return new Tree.Mapping(document.place(), entries);
    }
}
