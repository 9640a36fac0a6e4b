package org.prumerge4j.model.config;

/**
 * Sizes of a CLIP vision transformer.
 *
 * @param hiddenSize width of a token
 * @param intermediateSize width of the MLP's hidden layer
 * @param layers number of transformer blocks in the checkpoint
 * @param heads number of attention heads
 * @param imageSize edge of the square input image, in pixels
 * @param patchSize edge of a square patch, in pixels
 * @param layerNormEpsilon added to the variance in every layer norm
 */
public record VisionConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int imageSize,
        int patchSize,
        double layerNormEpsilon) {
    /** Number of colour channels of the input image. */
    public static final int CHANNELS = 3;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, or does not divide what it has to
     */
    public VisionConfig {
        Sizes.positive("vision hiddenSize", hiddenSize);
        Sizes.positive("vision intermediateSize", intermediateSize);
        Sizes.positive("vision layers", layers);
        Sizes.positive("vision heads", heads);
        Sizes.positive("vision imageSize", imageSize);
        Sizes.positive("vision patchSize", patchSize);
        Sizes.positive("vision layerNormEpsilon", layerNormEpsilon);
        Sizes.divides("vision heads", heads, "vision hiddenSize", hiddenSize);
        Sizes.atMost("vision patchSize", patchSize, "vision imageSize", imageSize);
    }

    /** Patches along one edge of the image; pixels that do not fill a patch are cut off. */
    public int grid() {
        return imageSize / patchSize;
    }

    /** Number of patches N. */
    public int patches() {
        return Math.multiplyExact(grid(), grid());
    }

    /** Number of tokens of the encoder: [CLS] and the patches. */
    public int positions() {
        return Math.addExact(patches(), 1);
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / heads;
    }
}
