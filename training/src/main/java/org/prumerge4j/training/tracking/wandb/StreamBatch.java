package org.prumerge4j.training.tracking.wandb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one request to the stream of a run carries. Offsets count lines from the beginning of the run. */
final class StreamBatch {
    private static final int MOST_LINES = 1000;
    private static final int MOST_CHARACTERS = 4_000_000;

    private final long rowOffset;
    private final long eventOffset;
    private final List<String> rows = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private @Nullable String summary;
    private long characters;

    StreamBatch(long rowOffset, long eventOffset) {
        this.rowOffset = rowOffset;
        this.eventOffset = eventOffset;
    }

    void row(String line) {
        rows.add(line);
        characters += line.length();
    }

    void event(String line) {
        events.add(line);
        characters += line.length();
    }

    void file(String path) {
        files.add(path);
    }

    void summary(String json) {
        summary = json;
    }

    long nextRow() {
        return rowOffset + rows.size();
    }

    long nextEvent() {
        return eventOffset + events.size();
    }

    /** Files to upload. */
    List<String> files() {
        return files;
    }

    boolean isEmpty() {
        return rows.isEmpty() && events.isEmpty() && files.isEmpty() && summary == null;
    }

    /** Whether the server would not take much more at once. */
    boolean isFull() {
        return rows.size() + events.size() >= MOST_LINES || characters >= MOST_CHARACTERS;
    }

    /** The body of the request, with the files that were uploaded before it. */
    String body(List<String> uploaded) {
        Map<String, Object> parts = new LinkedHashMap<>();
        part(parts, "wandb-history.jsonl", rowOffset, rows);
        part(parts, "wandb-events.jsonl", eventOffset, events);
        if (summary != null) {
            part(parts, "wandb-summary.json", 0, List.of(summary));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        if (!parts.isEmpty()) {
            body.put("files", parts);
        }
        if (!uploaded.isEmpty()) {
            body.put("uploaded", uploaded);
        }
        return Json.text(body);
    }

    /** The body of the last request of a run. */
    static String end(int exitCode, List<String> uploaded) {
        return Json.text(Map.of("complete", true, "exitcode", exitCode, "uploaded", uploaded));
    }

    private static void part(Map<String, Object> parts, String name, long offset, List<String> lines) {
        if (!lines.isEmpty()) {
            parts.put(name, Map.of("offset", offset, "content", lines));
        }
    }
}
