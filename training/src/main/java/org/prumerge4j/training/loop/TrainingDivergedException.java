package org.prumerge4j.training.loop;

import java.util.List;
import java.util.Map;

/** Loss or gradient norm became NaN or infinite. Parameters and checkpoints are those of the step before. */
public final class TrainingDivergedException extends RuntimeException {
    private final long step;
    private final List<String> sampleIds;

    TrainingDivergedException(
            long step,
            String what,
            List<String> sampleIds,
            Map<String, Double> learningRates,
            List<Double> lastLosses) {
        super("training diverged at step " + step + ": " + what + "; samples of the step " + sampleIds
                + "; learning rates " + learningRates + "; losses before " + lastLosses
                + ". Nothing of this step was saved. Look at these samples; if they are sound, lower the learning rate,"
                + " lengthen the warm-up or clip gradients, then start again or resume from the last checkpoint");
        this.step = step;
        this.sampleIds = List.copyOf(sampleIds);
    }

    /** The step that was not made, from 1. */
    public long step() {
        return step;
    }

    /** Ids of the samples of that step. */
    public List<String> sampleIds() {
        return sampleIds;
    }
}
