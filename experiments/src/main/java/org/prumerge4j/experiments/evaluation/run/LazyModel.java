package org.prumerge4j.experiments.evaluation.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.run.EvaluatedModel;

/** A checkpoint that is opened when its first answer is wanted: an evaluation that is done needs none. */
final class LazyModel implements AutoCloseable {
    private final EvaluationConfig config;
    private @Nullable EvaluatedModel opened;

    LazyModel(EvaluationConfig config) {
        this.config = config;
    }

    /** The checkpoint, open. */
    EvaluatedModel get() throws IOException {
        EvaluatedModel known = opened;
        if (known == null) {
            CheckpointSection model = config.model();
            known = new EvaluatedModel(model.checkpoint(), model.visionTower(), model.adapter(), config.reducer());
            opened = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
