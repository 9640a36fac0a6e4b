package org.prumerge4j.experiments.measure;

import org.prumerge4j.experiments.plan.Plan;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.model.graph.ParameterRole;

/** The rate of a training step that is really made, for plans. */
public final class MeasuredStep {
    /** More tokens at once would only take longer. */
    private static final int MOST_TOKENS = 512;

    private static final int LEAST_TEXT = 8;

    private MeasuredStep() {}

    /**
     * Operations per second of a forward and a backward pass through one decoder layer of the planned widths, with its
     * adapters and the projector. Takes as long as three such passes.
     */
    public static double rate(Plan plan) {
        int patches = plan.model().config().vision().patches();
        int visual =
                (int) Math.max(1, Math.min(Math.round(plan.tokens().visual()), Math.min(patches, MOST_TOKENS / 2)));
        int longest = Math.min(MOST_TOKENS, plan.model().config().decoder().maxPositions());
        int text = (int) Math.max(LEAST_TEXT, Math.min(Math.round(plan.tokens().text()), longest - visual));
        ParameterRole projector = plan.parameters().projectorTrained() ? ParameterRole.TRAINABLE : ParameterRole.FROZEN;
        try (MeasuredModel model =
                new MeasuredModel(plan.model().config(), TrainingSettings.lora(plan.experiment()), projector, 1)) {
            return model.stepOperations(visual, text) / model.stepSeconds(visual, text);
        }
    }
}
