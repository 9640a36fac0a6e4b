package org.prumerge4j.experiments.plan;

import org.prumerge4j.model.config.VisionConfig;

/**
 * Arithmetic of training on one sample, in floating-point operations; a multiplication and an addition are two.
 *
 * @param frozen the frozen language model
 * @param adapters LoRA matrices
 * @param projector the projector
 * @param tower the vision tower
 */
public record StepWork(double frozen, double adapters, double projector, double tower) {
    /** Forward, and the gradient of the activations; frozen weights need no gradient of their own. */
    private static final double FROZEN_PASSES = 4;
    /** Forward, gradient of the activations, gradient of the weights. */
    private static final double TRAINED_PASSES = 6;

    private static final double FORWARD = 2;

    /**
     * The work on a mean sample.
     *
     * @param tokens all its tokens
     * @param visualTokens of them, those of images
     * @param images images it has, below 1 if some samples have none
     */
    public static StepWork of(
            ParameterCounts parameters, VisionConfig vision, double tokens, double visualTokens, double images) {
        double projectorPasses = parameters.projectorTrained() ? TRAINED_PASSES : FORWARD;
        return new StepWork(
                FROZEN_PASSES * parameters.decoder() * tokens,
                TRAINED_PASSES * parameters.adapters() * tokens,
                projectorPasses * parameters.projector() * visualTokens,
                images * towerForward(vision));
    }

    /** One image through the vision tower: the last layer's keys are computed, the rest of it is not. */
    static double towerForward(VisionConfig vision) {
        double positions = vision.positions();
        double hidden = vision.hiddenSize();
        double patch = (double) VisionConfig.CHANNELS * vision.patchSize() * vision.patchSize();
        double linears = 4 * hidden * hidden + 2 * hidden * vision.intermediateSize();
        double attention = 2 * positions * hidden;
        double layer = FORWARD * positions * (linears + attention);
        double keys = FORWARD * positions * hidden * hidden;
        return FORWARD * vision.patches() * patch * hidden + (vision.layers() - 1) * layer + keys;
    }

    /** All of it. */
    public double total() {
        return frozen + adapters + projector + tower;
    }
}
