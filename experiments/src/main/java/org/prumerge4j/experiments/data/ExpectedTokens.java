package org.prumerge4j.experiments.data;

import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;

/**
 * Visual tokens to expect of an image.
 *
 * @param count tokens
 * @param basis where the number comes from
 */
public record ExpectedTokens(int count, String basis) {
    private static final String BUDGET = "budget";
    private static final String ADAPTIVE = "adaptive";
    /** Shares of the patches that the PruMerge paper (arXiv 2403.15388) reports on average. */
    private static final double PRUMERGE_SHARE = 0.055;

    private static final double PLUS_SHARE = 0.25;
    private static final String PLUS = "prumerge-plus";

    /**
     * The number that a reducer gives; for adaptive ones the paper's mean, and the summary token.
     *
     * @param patches of an image
     * @param gridWidth patches in a row
     */
    public static ExpectedTokens of(ReducerOptions options, int patches, int gridWidth) {
        if (ADAPTIVE.equals(options.options().get(BUDGET))) {
            double share = options.reducer().equals(PLUS) ? PLUS_SHARE : PRUMERGE_SHARE;
            return new ExpectedTokens(
                    (int) Math.round(patches * share) + 1,
                    "the mean reported for " + options.reducer() + "; it depends on the image, at most " + (patches + 1)
                            + ": see --visual-tokens");
        }
        Reducer reducer = Reducers.create(options);
        ReducerInput image = reducer.needsAttention()
                ? new ReducerInput("any", patches, gridWidth, 1, 1, new float[1], new float[1 + patches])
                : ReducerInput.withoutAttention("any", patches, gridWidth);
        return new ExpectedTokens(reducer.reduce(image).rows(), "of " + options.preset());
    }
}
