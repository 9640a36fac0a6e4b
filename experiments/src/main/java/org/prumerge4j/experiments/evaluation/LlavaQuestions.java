package org.prumerge4j.experiments.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * Questions in the format of LLaVA's evaluation files: JSON lines of {@code question_id}, {@code image}, {@code text}
 * and, in some files, {@code category}.
 */
public final class LlavaQuestions {
    private static final String DEFAULT_CATEGORY = "default";

    private LlavaQuestions() {}

    /**
     * All questions in their order. Whether ids may repeat depends on the benchmark, see {@link AnswerBook#expect}.
     *
     * @throws InvalidDataException naming the first bad line, or if there is no question
     * @throws IOException if the file cannot be read
     */
    public static List<Placed<BenchmarkQuestion>> read(Path file) throws IOException {
        List<Placed<BenchmarkQuestion>> questions = new ArrayList<>();
        JsonRecords.lines(file, fields -> {
            @Nullable String category = fields.optionalText("category");
            BenchmarkQuestion question = new BenchmarkQuestion(
                    QuestionId.of(fields, "question_id"),
                    new QuestionImage.InFolder(fields.text("image")),
                    fields.text("text"),
                    category == null ? DEFAULT_CATEGORY : category);
            questions.add(new Placed<>(question, fields.place()));
        });
        if (questions.isEmpty()) {
            throw new InvalidDataException(file + ": holds no questions; is the download complete?");
        }
        return questions;
    }
}
