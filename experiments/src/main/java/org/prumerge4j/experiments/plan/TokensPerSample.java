package org.prumerge4j.experiments.plan;

/**
 * Tokens of a mean sample.
 *
 * @param text those that are not visual
 * @param visual visual ones of an image
 * @param imageShare share of the samples that have an image
 * @param maxLength to which sequences are cut
 */
public record TokensPerSample(double text, double visual, double imageShare, int maxLength) {
    /** All tokens of a mean sample. */
    public double total() {
        return imageShare * Math.min(maxLength, text + visual) + (1 - imageShare) * Math.min(maxLength, text);
    }

    /** Visual tokens of a mean sample, those without an image counted too. */
    public double visualMean() {
        return imageShare * Math.min(maxLength, visual);
    }

    /** The same samples with another number of visual tokens for each image. */
    public TokensPerSample withVisual(double tokens) {
        return new TokensPerSample(text, tokens, imageShare, maxLength);
    }
}
