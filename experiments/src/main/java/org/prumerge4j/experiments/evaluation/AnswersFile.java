package org.prumerge4j.experiments.evaluation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.JsonFields;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.model.io.AtomicFiles;

/**
 * Answers of a model to a benchmark, in JSON lines with the fields {@code question_id}, {@code prompt}, {@code text},
 * {@code answer_id}, {@code model_id} and {@code metadata}.
 */
public final class AnswersFile {
    private AnswersFile() {}

    /**
     * All answers in their order.
     *
     * @throws InvalidDataException naming {@code file:line} of the first line that is no answer
     * @throws IOException if the file cannot be read
     */
    public static List<Placed<Answer>> read(Path file) throws IOException {
        List<Placed<Answer>> answers = new ArrayList<>();
        JsonRecords.lines(file, fields -> answers.add(new Placed<>(Answer.of(fields), fields.place())));
        return answers;
    }

    /**
     * The answer in an object of an answers file.
     *
     * @throws InvalidDataException if it is none
     */
    public static Answer answer(JsonFields fields) throws InvalidDataException {
        return Answer.of(fields);
    }

    /** The line of an answer, with its line feed, for a file that grows answer by answer. */
    public static String line(Answer answer) {
        return answer.json() + "\n";
    }

    /**
     * Writes all answers, replacing the file that may be there.
     *
     * @throws IOException if it cannot be written; the old file is then unchanged
     */
    public static void write(Path file, List<Answer> answers) throws IOException {
        new AtomicFiles().writeFile(file, channel -> {
            for (Answer answer : answers) {
                channel.write(ByteBuffer.wrap(line(answer).getBytes(StandardCharsets.UTF_8)));
            }
        });
    }
}
