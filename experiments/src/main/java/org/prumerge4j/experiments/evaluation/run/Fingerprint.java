package org.prumerge4j.experiments.evaluation.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.model.io.Checksums;

/**
 * Tells whether two evaluations give the same answers: what answers, what it sees, what it is asked. Large files are
 * told apart by size and time of change, all others by their content.
 */
final class Fingerprint {
    private static final long HASHED_BYTES = 64L << 20;
    /** Counted up whenever the same files begin to give other answers. */
    private static final int VERSION = 1;

    private final StringBuilder text = new StringBuilder();
    private final Map<Path, String> known;

    private Fingerprint(Map<Path, String> known) {
        this.known = known;
    }

    /** @param known what was found out about folders; added to */
    static String of(EvaluationConfig config, BenchmarkFiles files, Map<Path, String> known) throws IOException {
        Fingerprint fingerprint = new Fingerprint(known);
        fingerprint.line("version", VERSION);
        fingerprint.line("name", config.name());
        fingerprint.folder("checkpoint", config.model().checkpoint());
        fingerprint.folder("tower", config.model().visionTower());
        fingerprint.folder("adapter", config.model().adapter());
        @Nullable ReducerSection reducer = config.reducer();
        if (reducer != null) {
            fingerprint.line("reducer", reducer.name() + "/" + reducer.preset());
            new TreeMap<>(reducer.options()).forEach(fingerprint::line);
        }
        fingerprint.line("longest", config.generation().maxNewTokens());
        fingerprint.line("questions", file(files.questions()));
        fingerprint.line("hints", files.section().ocrHints());
        fingerprint.line("limit", files.section().limit());
        return Checksums.sha256(fingerprint.text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void line(String key, @Nullable Object value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private void folder(String key, @Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        @Nullable String content = known.get(folder);
        if (content == null) {
            content = content(folder);
            known.put(folder, content);
        }
        line(key, content);
    }

    private static String content(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        StringBuilder content = new StringBuilder();
        for (Path file : files) {
            content.append(file.getFileName()).append(' ').append(file(file)).append(';');
        }
        return content.toString();
    }

    private static String file(Path file) throws IOException {
        long size = Files.size(file);
        return size > HASHED_BYTES
                ? size + " bytes of " + Files.getLastModifiedTime(file).toMillis()
                : Checksums.sha256(file);
    }
}
