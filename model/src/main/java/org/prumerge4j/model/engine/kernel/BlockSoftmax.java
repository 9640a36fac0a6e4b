package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;

/**
 * Softmax of blocks of scores, where a matrix product left them, and its gradient.
 *
 * <p>Softmax does not change when a number is taken from all scores of a row. Where all scores are far from overflow, as
 * nearly always, nothing is taken: then a block is one run of exponentials however short its rows. Otherwise each row is
 * shifted by its largest score.
 */
final class BlockSoftmax {
    /** Largest score without a shift: sums, their inverses and gradients times either stay normal numbers. */
    private static final float MODERATE = 40f;
    /** Score of a token that is not seen; its exponential is zero. */
    private static final float HIDDEN = -1e9f;
    /** Floats taken through the heap at a time: many rows, which stay in the core's cache. */
    private static final int CHUNK = 4096;

    /** Arrays of scratch memory; the caller's have other numbers. */
    private static final int WEIGHTS = 0;

    private static final int TEMPORARY = 1;
    private static final int SLOPES = 1;
    private static final int SUMS = 2;
    /** Blocks of scratch memory; the caller's have other numbers. */
    private static final int ONES_BLOCK = 2;

    private static final int SUMS_BLOCK = 3;

    private final VisibleRanges ranges;

    /** Some rows of a block. */
    private record Rows(QueryBlock block, int first, int count) {
        /** Index of the first score. */
        int start() {
            return first * block.width();
        }

        int elements() {
            return count * block.width();
        }

        int query(int row) {
            return block.token() + first + row;
        }
    }

    @FunctionalInterface
    private interface Body {
        void run(Rows rows);
    }

    /** Softmax over what queries see. */
    BlockSoftmax(VisibleRanges ranges) {
        this.ranges = ranges;
    }

    private static void inChunks(QueryBlock block, Body body) {
        int most = Math.max(1, CHUNK / block.width());
        for (int row = 0; row < block.count(); row += most) {
            body.run(new Rows(block, row, Math.min(most, block.count() - row)));
        }
    }

    private static boolean moderate(Region scores, QueryBlock block, Scratch scratch) {
        int largest = scratch.blas().indexOfLargest(scores.address(), block.elements());
        return Math.abs(scores.floats().get(largest)) <= MODERATE;
    }

    /**
     * Replaces scores by {@code e^(score - shift)}, those of tokens that are not seen by 0.
     *
     * @param shifts written: what was taken from each row
     */
    void exponentials(Region scores, QueryBlock block, float[] shifts, Scratch scratch) {
        Arrays.fill(shifts, 0, block.count(), 0f);
        if (moderate(scores, block, scratch)) {
            inChunks(block, rows -> {
                float[] weights = moderateExponentials(scores, rows, scratch);
                Vectors.store(weights, scores, rows.start(), rows.elements());
            });
            return;
        }
        int width = block.width();
        float[] row = scratch.row(WEIGHTS, width);
        for (int i = 0; i < block.count(); i++) {
            int visible = ranges.visible(block.token() + i, block.window());
            Vectors.load(scores, i * width, row, visible);
            ranges.hide(block.token() + i, block.window(), row, 0, HIDDEN);
            shifts[i] = Vectors.max(row, visible);
            shiftedExponentials(row, shifts[i], block, i, scratch);
            Vectors.store(row, scores, i * width, width);
        }
    }

    /** Exponentials of rows of moderate scores, in an array that stays until the next call. */
    private float[] moderateExponentials(Region scores, Rows rows, Scratch scratch) {
        float[] weights = scratch.row(WEIGHTS, rows.elements());
        Vectors.load(scores, rows.start(), weights, rows.elements());
        Exponentials.moderateExp(weights, scratch.row(TEMPORARY, rows.elements()), rows.elements());
        for (int i = 0; i < rows.count; i++) {
            ranges.hide(rows.query(i), rows.block.window(), weights, i * rows.block.width(), 0f);
        }
        return weights;
    }

    private void shiftedExponentials(float[] row, float shift, QueryBlock block, int number, Scratch scratch) {
        int visible = ranges.visible(block.token() + number, block.window());
        Vectors.shift(row, -shift, visible);
        Exponentials.exp(row, scratch.row(TEMPORARY, visible), visible);
        ranges.hide(block.token() + number, block.window(), row, 0, 0f);
    }

    /**
     * Sum of each row, as a product with ones.
     *
     * @return an array that stays until the next call
     */
    static float[] sums(Region weights, QueryBlock block, Scratch scratch) {
        Region ones = scratch.block(ONES_BLOCK, block.width());
        float[] values = scratch.row(SUMS, Math.max(block.width(), block.count()));
        Arrays.fill(values, 0, block.width(), 1f);
        Vectors.store(values, ones, 0, block.width());
        Region sums = scratch.block(SUMS_BLOCK, block.count());
        scratch.blas().multiply(weights.address(), block.count(), block.width(), ones.address(), sums.address());
        Vectors.load(sums, 0, values, block.count());
        return values;
    }

    /**
     * Replaces scores by softmax weights whose sums are known.
     *
     * @param logarithms of each row's sum of exponentials, from the given index on
     */
    void weights(Region scores, QueryBlock block, Region logarithms, int at, Scratch scratch) {
        int width = block.width();
        if (moderate(scores, block, scratch)) {
            inChunks(block, rows -> {
                float[] weights = moderateExponentials(scores, rows, scratch);
                for (int i = 0; i < rows.count; i++) {
                    double sum = logarithms.floats().get(at + rows.first + i);
                    scale(weights, i * width, (float) Math.exp(-sum), width);
                }
                Vectors.store(weights, scores, rows.start(), rows.elements());
            });
            return;
        }
        float[] row = scratch.row(WEIGHTS, width);
        for (int i = 0; i < block.count(); i++) {
            Vectors.load(scores, i * width, row, width);
            shiftedExponentials(row, logarithms.floats().get(at + i), block, i, scratch);
            Vectors.store(row, scores, i * width, width);
        }
    }

    /**
     * Turns gradients of weights into gradients of scores before they were scaled: {@code scale w (g - sum_j w_j g_j)}.
     *
     * @param slopes gradients of the weights; replaced
     */
    static void scoreGradients(Region weights, Region slopes, QueryBlock block, float scale, Scratch scratch) {
        inChunks(block, rows -> {
            float[] w = scratch.row(WEIGHTS, rows.elements());
            float[] g = scratch.row(SLOPES, rows.elements());
            Vectors.load(weights, rows.start(), w, rows.elements());
            Vectors.load(slopes, rows.start(), g, rows.elements());
            int width = block.width();
            for (int i = 0; i < rows.count; i++) {
                scoreGradients(w, g, i * width, scale, width);
            }
            Vectors.store(g, slopes, rows.start(), rows.elements());
        });
    }

    private static void scoreGradients(float[] weights, float[] gradients, int at, float scale, int n) {
        float mean = Vectors.dot(weights, gradients, at, n);
        for (int i = at; i < at + n; i++) {
            gradients[i] = (gradients[i] - mean) * weights[i] * scale;
        }
    }

    private static void scale(float[] a, int at, float factor, int n) {
        for (int i = at; i < at + n; i++) {
            a[i] *= factor;
        }
    }
}
