package org.prumerge4j.experiments.evaluation.scienceqa;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.format.JsonFields;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.evaluation.format.PythonText;

/** The records of {@code llava_test_CQM-A.json}: id, image or none, and a conversation that begins with the question. */
final class ScienceQaQuestions {
    /** Stands for the picture in a prompt; the scorer tells by it which questions have one. */
    static final String IMAGE = "<image>";

    private static final String INSTRUCTION = "\nAnswer with the option's letter from the given choices directly.";

    private ScienceQaQuestions() {}

    static List<Placed<BenchmarkQuestion>> read(Path file) throws IOException {
        List<Placed<BenchmarkQuestion>> questions = new ArrayList<>();
        JsonRecords.array(file, null, fields -> questions.add(new Placed<>(question(fields), fields.place())));
        if (questions.isEmpty()) {
            throw new InvalidDataException(file + ": holds no questions; is the download complete?");
        }
        return questions;
    }

    private static BenchmarkQuestion question(JsonFields fields) throws InvalidDataException {
        List<JsonFields> turns = fields.objects("conversations");
        if (turns.isEmpty()) {
            throw fields.invalid("\"conversations\" is empty, expected the question as its first turn");
        }
        String text = PythonText.strip(turns.get(0).text("value").replace(IMAGE, "")) + INSTRUCTION;
        @Nullable String image = fields.optionalText("image");
        return new BenchmarkQuestion(
                QuestionId.of(fields, "id"),
                image == null ? null : new QuestionImage.InFolder(image),
                image == null ? text : IMAGE + "\n" + text,
                image == null ? "text" : "image");
    }
}
