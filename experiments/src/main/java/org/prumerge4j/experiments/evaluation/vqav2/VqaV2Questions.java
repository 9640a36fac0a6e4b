package org.prumerge4j.experiments.evaluation.vqav2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.LlavaQuestions;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.format.JsonRecords;
import org.prumerge4j.experiments.evaluation.format.Placed;

/**
 * Questions of VQAv2: LLaVA's JSON lines, which there are for the test splits, or the official
 * {@code v2_OpenEnded_mscoco_*_questions.json}, to which LLaVA's short-answer instruction is added.
 */
final class VqaV2Questions {
    private static final String INSTRUCTION = "\nAnswer the question using a single word or phrase.";
    private static final String QUESTIONS = "questions";
    /** Split of the pictures if the file does not say: the one whose annotations are public. */
    private static final String DEFAULT_SPLIT = "val2014";

    private VqaV2Questions() {}

    static List<Placed<BenchmarkQuestion>> read(Path file) throws IOException {
        return JsonRecords.firstObjectHas(file, QUESTIONS) ? official(file) : LlavaQuestions.read(file);
    }

    private static List<Placed<BenchmarkQuestion>> official(Path file) throws IOException {
        String split = JsonRecords.memberText(file, "data_subtype").orElse(DEFAULT_SPLIT);
        List<Placed<BenchmarkQuestion>> questions = new ArrayList<>();
        int count = JsonRecords.array(file, QUESTIONS, fields -> {
            String image = String.format(Locale.ROOT, "COCO_%s_%012d.jpg", split, fields.integer("image_id"));
            BenchmarkQuestion question = new BenchmarkQuestion(
                    QuestionId.of(fields, "question_id"),
                    new QuestionImage.InFolder(image),
                    fields.text("question") + INSTRUCTION,
                    "default");
            questions.add(new Placed<>(question, fields.place()));
        });
        if (count == 0) {
            throw new InvalidDataException(file + ": holds no questions; is the download complete?");
        }
        return questions;
    }
}
