package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.prumerge.PruMergeOptions.Order;
import org.prumerge4j.prumerge.prumerge.SelectionOptions.Rule;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Duplicates;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Layout;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Offset;
import org.prumerge4j.prumerge.select.TopK;
import org.prumerge4j.prumerge.select.UniformPatches;

/** Chooses the kept patches of one image from the class token's attention. */
final class PatchSelector {
    private final PruMergeOptions options;
    private final double[] attention;
    private final int gridWidth;
    private final @Nullable Fence fence;
    private final int limit;

    /**
     * A selector for one image.
     *
     * @param attention attention to each patch, [N]
     * @param gridWidth patches in a row of the grid
     * @param fence fence of this image or of its batch; null unless the budget is adaptive
     */
    PatchSelector(PruMergeOptions options, double[] attention, int gridWidth, @Nullable Fence fence) {
        this.options = options;
        this.attention = attention;
        this.gridWidth = gridWidth;
        this.fence = fence;
        this.limit = options.selection().limit(attention.length);
    }

    /** Kept patches: those of highest attention first, then those kept for their place, unless raster order is asked. */
    Selection select() {
        int[] attentive = TopK.indices(attention, attentiveCount());
        SupplementOptions supplement = options.supplement();
        int[] centres = supplement == null ? attentive : supplemented(attentive, supplement);
        if (options.order() == Order.RASTER) {
            centres = centres.clone();
            Arrays.sort(centres);
        }
        return new Selection(attention.length, centres, options.repeatsAsReference());
    }

    private int attentiveCount() {
        Budget budget = options.selection().budget();
        int wanted;
        if (budget.kind() == Budget.Kind.COUNT) {
            wanted = options.supplement() == null ? budget.count() : budget.count() - spatialShare(budget);
        } else if (fence != null && options.selection().rule() == Rule.FENCE) {
            wanted = Fence.above(attention, fence.threshold());
        } else {
            wanted = share().of(attention.length);
        }
        return Math.min(limit, Math.max(wanted, options.selection().minKeep()));
    }

    /** Share of the patches kept for their attention; never 0, so that the stride made from it is finite. */
    private Share share() {
        if (fence == null) {
            return Share.of(options.selection().budget().ratio());
        }
        int fewest = Math.min(options.selection().minKeep(), attention.length);
        return Share.atLeast(new Share(fence.outliers(), fence.values()), new Share(fewest, attention.length));
    }

    private static int spatialShare(Budget budget) {
        return budget.count() / 2;
    }

    private int[] supplemented(int[] attentive, SupplementOptions supplement) {
        int[] spatial = spatial(attentive, supplement);
        int[] taken = repeats(supplement) ? spatial : without(spatial, attentive);
        int left = attention.length - attentive.length - taken.length;
        int missing = supplement.duplicates() == Duplicates.REFILL ? Math.min(left, spatial.length - taken.length) : 0;
        int[] centres = Arrays.copyOf(attentive, attentive.length + missing + taken.length);
        if (missing > 0) {
            System.arraycopy(nextBest(attentive, taken, missing), 0, centres, attentive.length, missing);
        }
        System.arraycopy(taken, 0, centres, attentive.length + missing, taken.length);
        return centres;
    }

    /** Spatial patches, spread the wider the fewer there is room for. */
    private int[] spatial(int[] attentive, SupplementOptions supplement) {
        Budget budget = options.selection().budget();
        int room = limit - attentive.length;
        if (budget.kind() == Budget.Kind.COUNT) {
            int count = Math.min(room, spatialShare(budget));
            return spread(supplement, count);
        }
        int stride = Math.max(1, share().inverse() / supplement.strideDivisor());
        int[] spatial = strided(supplement, stride);
        while (options.selection().maxKeep() > 0 && added(spatial, attentive, supplement) > room) {
            if (supplement.layout() == Layout.GRID2D) {
                spatial = spread(supplement, spatial.length - 1);
            } else if (stride < attention.length) {
                stride++;
                spatial = strided(supplement, stride);
            } else {
                return new int[0];
            }
        }
        return spatial;
    }

    private int[] strided(SupplementOptions supplement, int stride) {
        int offset = supplement.offset() == Offset.ZERO ? 0 : stride / 2;
        int end = attention.length - 1;
        int count = end > offset ? (end - offset + stride - 1) / stride : 0;
        if (supplement.layout() == Layout.GRID2D) {
            return spread(supplement, count);
        }
        int[] spatial = new int[count];
        Arrays.setAll(spatial, i -> offset + i * stride);
        return spatial;
    }

    private int[] spread(SupplementOptions supplement, int count) {
        if (count == 0) {
            return new int[0];
        }
        return supplement.layout() == Layout.GRID2D
                ? UniformPatches.grid(attention.length, gridWidth, count)
                : UniformPatches.line(attention.length, count);
    }

    private static int added(int[] spatial, int[] attentive, SupplementOptions supplement) {
        boolean all = repeats(supplement) || supplement.duplicates() == Duplicates.REFILL;
        return all ? spatial.length : without(spatial, attentive).length;
    }

    private static boolean repeats(SupplementOptions supplement) {
        return supplement.duplicates() == Duplicates.KEEP || supplement.duplicates() == Duplicates.REFERENCE;
    }

    private static int[] without(int[] patches, int[] excluded) {
        int[] sorted = excluded.clone();
        Arrays.sort(sorted);
        return Arrays.stream(patches)
                .filter(patch -> Arrays.binarySearch(sorted, patch) < 0)
                .toArray();
    }

    private int[] nextBest(int[] attentive, int[] taken, int missing) {
        int[] best = TopK.indices(attention, attentive.length + taken.length + missing);
        int[] rest = Arrays.copyOfRange(best, attentive.length, best.length);
        return Arrays.copyOf(without(rest, taken), missing);
    }
}
