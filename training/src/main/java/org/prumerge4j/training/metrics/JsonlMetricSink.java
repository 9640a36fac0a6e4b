package org.prumerge4j.training.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object per step and line, {@code {"step": 1, "loss": ...}}, each line written as soon as it is known.
 *
 * <p>The file has every step once: a run that goes on after step n first cuts off the lines after it, and with them a
 * last line that a crash left half written. JSON has no NaN and no infinity; they are written as the texts
 * {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, which, unlike {@code null}, still tell what happened and
 * which pandas and Python's {@code float()} read. Configuration and end status of a run are in files of their own.
 */
public final class JsonlMetricSink implements MetricSink {
    private static final String STEP = "step";

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable FileChannel channel;

    /** A sink for a file, which is created by {@link #start} if there is none; its folder has to exist. */
    public JsonlMetricSink(Path file) {
        this.file = file;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) throws IOException {
        close();
        long keep = Files.exists(file) ? bytesUpTo(completedSteps) : 0;
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.truncate(keep);
        opened.position(keep);
        channel = opened;
    }

    @Override
    public void log(long step, Map<String, Object> values) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException(file + " is not started, or closed");
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(STEP, step);
        line.putAll(values);
        ByteBuffer bytes = ByteBuffer.wrap((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        long begin = open.position();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            // Half a line would make the next one unreadable too.
            open.truncate(begin);
            open.position(begin);
            throw e;
        }
    }

    @Override
    public void finish(String status) throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** Length of the part of the file that holds whole lines of steps up to and including {@code lastStep}. */
    private long bytesUpTo(long lastStep) throws IOException {
        long size = Files.size(file);
        long keep = 0;
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            while (keep < size) {
                byte[] line = readLine(in);
                number++;
                long end = keep + line.length + 1;
                if (end > size || stepOf(line, number, end == size) > lastStep) {
                    break;
                }
                keep = end;
            }
        }
        return keep;
    }

    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toByteArray();
    }

    private long stepOf(byte[] line, int number, boolean last) throws IOException {
        try {
            JsonNode step = json.readTree(line).path(STEP);
            if (step.isIntegralNumber()) {
                return step.asLong();
            }
        } catch (JsonProcessingException e) {
            if (last) {
                return Long.MAX_VALUE;
            }
            throw new IOException(notALine(number) + ": " + e.getOriginalMessage(), e);
        }
        throw new IOException(notALine(number));
    }

    private String notALine(int number) {
        return file + ":" + number + " is not a JSON object with a whole-number \"step\"; move the file away to go on";
    }
}
