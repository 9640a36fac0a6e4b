package org.prumerge4j.experiments.evaluation.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.format.JsonFields;

/**
 * Answers in the order in which they come, batch by batch, in a file that outlives the program. A batch counts once the
 * line that closes it is written whole; what follows the last such line is forgotten when the file is opened again.
 */
final class AnswerLog implements AutoCloseable {
    private static final String EVALUATION = "evaluation";
    private static final String SECONDS = "seconds";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FileChannel channel;
    private final List<List<Answer>> batches;
    private double seconds;

    private AnswerLog(FileChannel channel, List<List<Answer>> batches, double seconds) {
        this.channel = channel;
        this.batches = batches;
        this.seconds = seconds;
    }

    /**
     * Opens the file, or begins it.
     *
     * @param evaluation what the answers are of
     * @throws IOException if it holds answers of another evaluation, or cannot be read or written
     */
    static AnswerLog open(Path file, String evaluation) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Contents contents = new Contents(Files.readAllBytes(file));
            contents.read(file, evaluation);
            channel.truncate(contents.good);
            channel.position(contents.good);
            AnswerLog log = new AnswerLog(channel, contents.batches, contents.seconds);
            if (contents.good == 0) {
                log.write(JsonNodeFactory.instance.objectNode().put(EVALUATION, evaluation) + "\n");
            }
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What is whole in a file. */
    private static final class Contents {
        private final byte[] bytes;
        private final List<List<Answer>> batches = new ArrayList<>();
        private int good;
        private double seconds;

        Contents(byte[] bytes) {
            this.bytes = bytes;
        }

        void read(Path file, String evaluation) throws IOException {
            List<Answer> batch = new ArrayList<>();
            int start = 0;
            for (int end = lineEnd(start); end >= 0; end = lineEnd(start)) {
                @Nullable ObjectNode line = object(start, end);
                if (line == null) {
                    return;
                }
                if (start == 0) {
                    requireSame(file, evaluation, line.path(EVALUATION).asText());
                    good = end + 1;
                } else if (line.has(SECONDS)) {
                    seconds = line.path(SECONDS).asDouble();
                    batches.add(List.copyOf(batch));
                    batch.clear();
                    good = end + 1;
                } else {
                    batch.add(AnswersFile.answer(new JsonFields(line, file.toString())));
                }
                start = end + 1;
            }
        }

        private int lineEnd(int start) {
            for (int i = start; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        /** The object of a line; null if the line is none, as a crash of the machine may leave it. */
        private @Nullable ObjectNode object(int start, int end) {
            try {
                JsonNode node = MAPPER.readTree(bytes, start, end - start);
                return node instanceof ObjectNode object ? object : null;
            } catch (IOException e) {
                return null;
            }
        }
    }

    static void requireSame(Path file, String evaluation, String found) throws IOException {
        if (!found.equals(evaluation)) {
            throw new IOException(file + " is of another evaluation: checkpoint, adapter, reducer, questions or"
                    + " generation settings were different; remove the folder or choose another output");
        }
    }

    /** Whole batches, in order. */
    List<List<Answer>> batches() {
        return batches;
    }

    /** How long the whole batches took, as far as they were told. */
    double seconds() {
        return seconds;
    }

    /** Adds a batch. */
    void add(List<Answer> answers, double took) throws IOException {
        seconds += took;
        StringBuilder text = new StringBuilder();
        answers.forEach(answer -> text.append(AnswersFile.line(answer)));
        text.append(JsonNodeFactory.instance.objectNode().put(SECONDS, seconds)).append('\n');
        write(text.toString());
        batches.add(List.copyOf(answers));
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
