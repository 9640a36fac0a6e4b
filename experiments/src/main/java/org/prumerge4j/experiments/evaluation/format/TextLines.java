package org.prumerge4j.experiments.evaluation.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/**
 * Lines of a UTF-8 file with their numbers. Bytes are decoded line by line, so that an error in the encoding has the
 * number of its line. A byte order mark at the beginning and the carriage return of a line end are left out.
 */
public final class TextLines implements Closeable {
    private static final int MAX_BYTES = 256 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final InputStream in;
    private int number;

    private TextLines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be opened
     */
    public static TextLines open(Path file) throws IOException {
        return new TextLines(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /**
     * The next line without its end; null after the last one.
     *
     * @throws InvalidDataException if it is not UTF-8, or longer than 256 MB
     * @throws IOException if the file cannot be read
     */
    public @Nullable String next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int value = first; value >= 0 && value != '\n'; value = in.read()) {
            if (bytes.size() == MAX_BYTES) {
                throw new InvalidDataException(
                        place() + ": the line is longer than " + MAX_BYTES + " bytes; is this the right kind of file?");
            }
            bytes.write(value);
        }
        String line = decode(bytes.toByteArray());
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
            line = line.substring(1);
        }
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private String decode(byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(place() + ": is not UTF-8 text; is this the right kind of file?", e);
        }
    }

    /** {@code file:line} of the line returned last. */
    public String place() {
        return file + ":" + number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
