package org.prumerge4j.training.loop;

/**
 * Loss over validation samples.
 *
 * @param sum sum of the losses of their supervised tokens
 * @param supervisedTokens their number
 */
public record ValidationLoss(double sum, long supervisedTokens) {
    /** Mean over all supervised tokens, each weighing the same; NaN if there is none. */
    public double mean() {
        return supervisedTokens == 0 ? Double.NaN : sum / supervisedTokens;
    }
}
