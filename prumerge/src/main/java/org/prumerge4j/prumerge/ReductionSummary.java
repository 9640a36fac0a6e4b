package org.prumerge4j.prumerge;

import java.util.Collection;
import java.util.Locale;

/**
 * How many visual tokens reductions left, over images.
 *
 * @param images number of images
 * @param minTokens fewest tokens of an image, 0 if there was none
 * @param maxTokens most tokens of an image, 0 if there was none
 * @param totalTokens tokens of all images, summaries included
 * @param totalPatches patches of all images before reduction
 */
public record ReductionSummary(long images, int minTokens, int maxTokens, long totalTokens, long totalPatches) {
    /** No image yet. */
    public static final ReductionSummary EMPTY = new ReductionSummary(0, 0, 0, 0, 0);

    /** The summary of some images. */
    public static ReductionSummary of(Collection<MergeMatrix> reductions) {
        ReductionSummary summary = EMPTY;
        for (MergeMatrix reduction : reductions) {
            int tokens = reduction.rows();
            summary = summary.plus(new ReductionSummary(1, tokens, tokens, tokens, reduction.patches()));
        }
        return summary;
    }

    /** This and the images of another summary. */
    public ReductionSummary plus(ReductionSummary other) {
        if (images == 0 || other.images == 0) {
            return images == 0 ? other : this;
        }
        return new ReductionSummary(
                images + other.images,
                Math.min(minTokens, other.minTokens),
                Math.max(maxTokens, other.maxTokens),
                totalTokens + other.totalTokens,
                totalPatches + other.totalPatches);
    }

    /** Mean number of tokens of an image, 0 without images. */
    public double meanTokens() {
        return images == 0 ? 0 : (double) totalTokens / images;
    }

    /** Patches per token left, such as 18 for 32 of 576; 0 without images. */
    public double reductionFactor() {
        return totalTokens == 0 ? 0 : (double) totalPatches / totalTokens;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d images, visual tokens min %d mean %.1f max %d (%.1fx fewer)",
                images,
                minTokens,
                meanTokens(),
                maxTokens,
                reductionFactor());
    }
}
