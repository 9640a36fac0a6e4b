package org.prumerge4j.model.config;

/**
 * Sizes of a LLaMA decoder.
 *
 * @param hiddenSize width of a token
 * @param intermediateSize width of the gated MLP's hidden layer
 * @param layers number of transformer blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; fewer than {@code heads} with grouped queries
 * @param vocabularySize rows of the embedding and of the output layer, without rows that a layout adds for images
 * @param rmsNormEpsilon added to the mean square in every RMS norm
 * @param ropeTheta base of the rotary position embedding
 * @param maxPositions longest sequence the model was made for
 */
public record DecoderConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int vocabularySize,
        double rmsNormEpsilon,
        double ropeTheta,
        int maxPositions) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, or does not divide what it has to
     */
    public DecoderConfig {
        Sizes.positive("decoder hiddenSize", hiddenSize);
        Sizes.positive("decoder intermediateSize", intermediateSize);
        Sizes.positive("decoder layers", layers);
        Sizes.positive("decoder heads", heads);
        Sizes.positive("decoder keyValueHeads", keyValueHeads);
        Sizes.positive("decoder vocabularySize", vocabularySize);
        Sizes.positive("decoder rmsNormEpsilon", rmsNormEpsilon);
        Sizes.positive("decoder ropeTheta", ropeTheta);
        Sizes.positive("decoder maxPositions", maxPositions);
        Sizes.divides("decoder heads", heads, "decoder hiddenSize", hiddenSize);
        Sizes.divides("decoder keyValueHeads", keyValueHeads, "decoder heads", heads);
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** Width of the key and of the value projection. */
    public int keyValueSize() {
        return headSize() * keyValueHeads;
    }
}
