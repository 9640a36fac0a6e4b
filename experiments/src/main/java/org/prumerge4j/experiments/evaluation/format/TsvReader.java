package org.prumerge4j.experiments.evaluation.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/**
 * Rows of a tab-separated file as pandas reads and writes them: a field that begins with a quotation mark goes on to
 * the closing one, may hold tabs and line ends, and doubles the marks inside; elsewhere a mark is a character.
 */
public final class TsvReader implements Closeable {
    private static final char QUOTE = '"';

    private final TextLines lines;
    private String line = "";
    private int position;

    private TsvReader(TextLines lines) {
        this.lines = lines;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be opened
     */
    public static TsvReader open(Path file) throws IOException {
        return new TsvReader(TextLines.open(file));
    }

    /**
     * The fields of the next row with {@code file:line} of its beginning; null after the last one. Blank lines are
     * passed over.
     *
     * @throws InvalidDataException if a quoted field has no end
     * @throws IOException if the file cannot be read
     */
    public @Nullable Placed<List<String>> next() throws IOException {
        @Nullable String read = lines.next();
        while (read != null && read.isEmpty()) {
            read = lines.next();
        }
        if (read == null) {
            return null;
        }
        line = read;
        position = 0;
        String place = lines.place();
        List<String> fields = new ArrayList<>();
        fields.add(field(place));
        while (position < line.length()) {
            position++;
            fields.add(field(place));
        }
        return new Placed<>(fields, place);
    }

    /** Reads up to the next tab or the end of the line, where the position is left. */
    private String field(String place) throws IOException {
        StringBuilder field = new StringBuilder();
        boolean quoted = position < line.length() && line.charAt(position) == QUOTE;
        if (quoted) {
            position++;
        }
        while (quoted || (position < line.length() && line.charAt(position) != '\t')) {
            if (position == line.length()) {
                continueOnNextLine(place);
                field.append('\n');
            } else if (!quoted || line.charAt(position) != QUOTE) {
                field.append(line.charAt(position++));
            } else if (line.startsWith("\"\"", position)) {
                field.append(QUOTE);
                position += 2;
            } else {
                quoted = false;
                position++;
            }
        }
        return field.toString();
    }

    private void continueOnNextLine(String place) throws IOException {
        @Nullable String next = lines.next();
        if (next == null) {
            throw new InvalidDataException(place + ": a field in quotation marks has no end; is the file complete?");
        }
        line = next;
        position = 0;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
