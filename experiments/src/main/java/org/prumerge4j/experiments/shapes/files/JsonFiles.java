package org.prumerge4j.experiments.shapes.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON with the same bytes on every machine: fields in the order given, lines ended by a line feed. */
final class JsonFiles {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonFiles() {}

    /** An object of names and values in turn. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** One value. */
    static void value(Path file, Object value) throws IOException {
        text(file, MAPPER.writeValueAsString(value) + "\n");
    }

    /** An array, one element per line. */
    static void array(Path file, List<?> elements) throws IOException {
        Files.createDirectories(parent(file));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write('[');
            for (int i = 0; i < elements.size(); i++) {
                out.write(i == 0 ? "\n" : ",\n");
                out.write(MAPPER.writeValueAsString(elements.get(i)));
            }
            out.write("\n]\n");
        }
    }

    /** JSON lines. */
    static void lines(Path file, List<?> elements) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Object element : elements) {
            text.append(MAPPER.writeValueAsString(element)).append('\n');
        }
        text(file, text.toString());
    }

    /** Any text. */
    static void text(Path file, String text) throws IOException {
        bytes(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Any bytes. */
    static void bytes(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(parent(file));
        Files.write(file, bytes);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
