package org.prumerge4j.experiments.evaluation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark is scored from.
 *
 * @param answers answers of the model, see {@link AnswersFile}
 * @param questions the benchmark's questions
 * @param annotations file or folder of the right answers; null if they are in the questions file or not needed
 */
public record EvaluationFiles(Path answers, Path questions, @Nullable Path annotations) {
    /**
     * The annotations of a benchmark that needs them.
     *
     * @throws IllegalArgumentException if they are missing
     */
    public Path needAnnotations() {
        if (annotations == null) {
            throw new IllegalArgumentException("the annotations are missing: the benchmark is scored with them");
        }
        return annotations;
    }
}
