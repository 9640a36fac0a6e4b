package org.prumerge4j.training.llava;

import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.training.cache.ReducedTokens;

/**
 * An image as the decoder's side sees it: features, and how they become visual tokens. An image whose tokens were stored
 * has these in the place of patch features, and a merge matrix that takes each as it is.
 *
 * @param features {@code [merge.patches(), channels]} row by row, not copied
 * @param merge which of them become visual tokens, and how
 * @param patches patches of the image before reduction
 * @param centres patch each visual token stands for, -1 for a summary, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
public record ReducedImage(float[] features, MergeMatrix merge, int patches, int[] centres) {
    /** An image with its patch features. */
    public ReducedImage(float[] features, MergeMatrix merge) {
        this(features, merge, merge.patches(), merge.centres());
    }

    /** An image of which only the tokens are known. */
    static ReducedImage of(ReducedTokens tokens) {
        int[] rows = new int[tokens.tokens()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        return new ReducedImage(
                tokens.values(), MergeMatrix.selection(rows.length, rows), tokens.patches(), tokens.centres());
    }

    /** The image's tokens by themselves. */
    ReducedTokens tokens() {
        return new ReducedTokens(patches, features.length / merge.patches(), centres, merge.apply(features));
    }
}
