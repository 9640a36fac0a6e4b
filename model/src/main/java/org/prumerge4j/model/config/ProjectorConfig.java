package org.prumerge4j.model.config;

/**
 * Sizes of the projector between vision tower and decoder: linear layers with an exact (erf) GELU between each two.
 *
 * @param inputSize width of a patch feature
 * @param hiddenSize width of every layer's output, the width of the decoder
 * @param layers number of linear layers, 2 for {@code mlp2x_gelu}, 1 for {@code linear}
 */
public record ProjectorConfig(int inputSize, int hiddenSize, int layers) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public ProjectorConfig {
        Sizes.positive("projector inputSize", inputSize);
        Sizes.positive("projector hiddenSize", hiddenSize);
        Sizes.positive("projector layers", layers);
    }

    /** The name LLaVA gives this projector, for example {@code mlp2x_gelu}. */
    public String type() {
        return "mlp" + layers + "x_gelu";
    }
}
