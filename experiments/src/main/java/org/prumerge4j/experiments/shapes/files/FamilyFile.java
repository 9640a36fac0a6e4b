package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.shapes.question.Question;

/**
 * The kind and the right answer of each question of an evaluation set, in JSON lines in the order of the questions. No
 * benchmark has such a file; it is what tells accuracy by family.
 */
public final class FamilyFile {
    /** Name of the file beside the questions. */
    public static final String NAME = "families.jsonl";
    /** Field with the question's id. */
    public static final String QUESTION_ID = "question_id";
    /** Field with its family. */
    public static final String FAMILY = "family";
    /** Field with the right answer. */
    public static final String ANSWER = "answer";

    private final List<Map<String, Object>> lines = new ArrayList<>();

    /** The next question. */
    void add(Object id, Question question) {
        lines.add(object(QUESTION_ID, id, FAMILY, question.family().word(), ANSWER, question.answer()));
    }

    /** Writes the file into the folder of an evaluation set. */
    void write(Path folder) throws IOException {
        JsonFiles.lines(folder.resolve(NAME), lines);
    }
}
