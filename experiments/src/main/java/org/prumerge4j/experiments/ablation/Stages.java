package org.prumerge4j.experiments.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.schema.Experiment;

/** What the steps of a run do; how they are put together, repeated and recorded is the {@link AblationRunner}'s. */
interface Stages {
    /**
     * Tunes; goes on where an earlier attempt in the same folder was interrupted.
     *
     * @param experiment complete, its output folder being the tuning's
     */
    Tuned tune(Experiment experiment) throws IOException;

    /**
     * Answers all questions; keeps the answers that an earlier attempt left in the folder.
     *
     * @param adapter folder of the adapter; null for the model as it is
     * @param folder where answers and scores go
     */
    Answered answer(AblationRun run, @Nullable Path adapter, AblationData data, Path folder) throws IOException;

    /** Kept tokens of the images to be shown, as the report reads them. */
    List<JsonNode> pictures(AblationRun run, AblationData data) throws IOException;

    /**
     * What a tuning came to.
     *
     * @param adapter folder of the adapter
     * @param measured seconds, samples, tokens and the like
     * @param losses step and loss, in the order of the steps
     */
    record Tuned(Path adapter, Map<String, Object> measured, List<List<Double>> losses) {}

    /**
     * What answering came to.
     *
     * @param families percent right by family of questions
     * @param benchmarks scores by the official rules
     * @param tokensKept visual tokens an image, mean over images
     * @param seconds spent on answers
     */
    record Answered(
            Map<String, Score> families,
            List<ScoreReport> benchmarks,
            double tokensKept,
            int questions,
            double seconds) {}
}
