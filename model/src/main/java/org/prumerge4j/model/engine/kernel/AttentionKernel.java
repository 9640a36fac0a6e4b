package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Softmax attention of each sample for itself, forward or backward, without ever holding the scores of all tokens.
 *
 * <p>A tile is one sample and one head forward, one sample and one key-value head backward. It takes some queries at a
 * time: their scores with the keys they can see, softmax, product with the values. The backward run computes the scores
 * again from the logarithm of each row's sum, which the forward run wrote down (Dao et al., arXiv 2205.14135,
 * algorithms 1 and 4).
 */
public final class AttentionKernel implements Kernel, Tile {
    /** Queries at a time where each token sees those before it: with more, too many scores are computed for nothing. */
    private static final int CAUSAL_QUERIES = 64;
    /** Queries at a time where all see all: enough for products at full speed, with scores that stay in the cache. */
    private static final int QUERIES = 208;

    private static final int SCORES = 0;
    private static final int SLOPES = 1;

    private final VisibleRanges ranges;
    private final Heads heads;
    private final Forward forward;
    private final @Nullable Backward backward;

    /** Sizes: how many heads there are, how wide each is, the factor of scores. */
    public record Heads(int queries, int keys, int size, float scale) {}

    /** Arrays of the forward run; sums {@code [heads, tokens]} are logarithms of each row's sum of exponentials. */
    public record Forward(Region queries, Region keys, Region values, Region out, Region sums) {}

    /**
     * Arrays of the backward run: gradient of the output, and those of queries, keys, values that are wanted; the last
     * two are added to.
     */
    public record Backward(
            Region out,
            @Nullable Region queries,
            @Nullable Region keys,
            @Nullable Region values,
            boolean addToQueries) {}

    /** The forward kernel, or the backward one if there are gradients. */
    public AttentionKernel(VisibleRanges ranges, Heads heads, Forward forward, @Nullable Backward backward) {
        this.ranges = ranges;
        this.heads = heads;
        this.forward = forward;
        this.backward = backward;
    }

    @Override
    public String kind() {
        return backward == null ? "attention" : "attention '";
    }

    @Override
    public void run(Workers workers) {
        workers.run(ranges.samples() * (backward == null ? heads.queries : heads.keys), this);
    }

    @Override
    public void run(int number, Scratch scratch) {
        int perSample = backward == null ? heads.queries : heads.keys;
        int sample = number / perSample;
        int head = number % perSample;
        int start = ranges.sampleStart(sample);
        int end = ranges.sampleStart(sample + 1);
        int most = ranges.end(start) == end ? QUERIES : CAUSAL_QUERIES;
        int runs = (end - start + most - 1) / most;
        int perRun = (end - start + runs - 1) / runs;
        for (int token = start; token < end; token += perRun) {
            int count = Math.min(perRun, end - token);
            if (backward == null) {
                forward(head, token, count, scratch);
            } else {
                int group = heads.queries / heads.keys;
                for (int i = 0; i < group; i++) {
                    backward(backward, head * group + i, token, count, scratch);
                }
            }
        }
    }

    private int visibleEnd(int token, int count) {
        int end = 0;
        for (int i = token; i < token + count; i++) {
            end = Math.max(end, ranges.end(i));
        }
        return end;
    }

    private long query(int head, int token) {
        return (long) token * heads.queries * heads.size + (long) head * heads.size;
    }

    private long key(int head, int token) {
        int group = heads.queries / heads.keys;
        return (long) token * heads.keys * heads.size + (long) (head / group) * heads.size;
    }

    /** Writes scaled scores of some queries with the keys from the first visible one to scratch memory. */
    private Region scores(int head, int token, int count, int width, Scratch scratch) {
        Region scores = scratch.block(SCORES, count * width);
        scratch.blas()
                .multiply(
                        scratch.product()
                                .transposed(false, true)
                                .extents(count, width, heads.size)
                                .strides(heads.queries * heads.size, heads.keys * heads.size, width),
                        heads.scale,
                        forward.queries.address(query(head, token)),
                        forward.keys.address(key(head, ranges.first(token))),
                        0f,
                        scores.address());
        return scores;
    }

    private void forward(int head, int token, int count, Scratch scratch) {
        int first = ranges.first(token);
        int width = visibleEnd(token, count) - first;
        Region scores = scores(head, token, count, width, scratch);
        float[] row = scratch.row(0, width);
        int tokens = ranges.sampleStart(ranges.samples());
        for (int i = 0; i < count; i++) {
            int visible = ranges.end(token + i) - first;
            Vectors.load(scores, i * width, row, visible);
            float max = Vectors.max(row, visible);
            Vectors.shift(row, -max, visible);
            Exponentials.exp(row, scratch.row(1, width), visible);
            float sum = Vectors.sum(row, visible);
            Vectors.scale(row, 1f / sum, visible);
            Arrays.fill(row, visible, width, 0f);
            Vectors.store(row, scores, i * width, width);
            forward.sums.floats().put(head * tokens + token + i, (float) (max + Math.log(sum)));
        }
        scratch.blas()
                .multiply(
                        scratch.product()
                                .transposed(false, false)
                                .extents(count, heads.size, width)
                                .strides(width, heads.keys * heads.size, heads.queries * heads.size),
                        1f,
                        scores.address(),
                        forward.values.address(key(head, first)),
                        0f,
                        forward.out.address(query(head, token)));
    }

    private void backward(Backward gradients, int head, int token, int count, Scratch scratch) {
        int first = ranges.first(token);
        int width = visibleEnd(token, count) - first;
        Region weights = scores(head, token, count, width, scratch);
        Region slopes = scratch.block(SLOPES, count * width);
        long upstream = gradients.out.address(query(head, token));
        scratch.product()
                .transposed(false, true)
                .extents(count, width, heads.size)
                .strides(heads.queries * heads.size, heads.keys * heads.size, width);
        scratch.multiply(upstream, forward.values.address(key(head, first)), slopes.address(), false);
        for (int i = 0; i < count; i++) {
            backwardRow(head, token + i, i * width, width, scratch);
        }
        if (gradients.values != null) {
            toKeys(count, width, scratch);
            scratch.multiply(weights.address(), upstream, gradients.values.address(key(head, first)), true);
        }
        if (gradients.keys != null) {
            long queries = forward.queries.address(query(head, token));
            toKeys(count, width, scratch);
            scratch.multiply(slopes.address(), queries, gradients.keys.address(key(head, first)), true);
        }
        if (gradients.queries != null) {
            scratch.product()
                    .transposed(false, false)
                    .extents(count, heads.size, width)
                    .strides(width, heads.keys * heads.size, heads.queries * heads.size);
            long keys = forward.keys.address(key(head, first));
            long target = gradients.queries.address(query(head, token));
            scratch.multiply(slopes.address(), keys, target, gradients.addToQueries);
        }
    }

    /** Extents of the product of transposed weights with rows of queries, which goes to rows of keys. */
    private void toKeys(int count, int width, Scratch scratch) {
        scratch.product()
                .transposed(true, false)
                .extents(width, heads.size, count)
                .strides(width, heads.queries * heads.size, heads.keys * heads.size);
    }

    /** Turns a row of scores into softmax weights, and the gradient of the weights into that of the unscaled scores. */
    private void backwardRow(int head, int token, int at, int width, Scratch scratch) {
        Region weights = scratch.block(SCORES, 0);
        Region slopes = scratch.block(SLOPES, 0);
        int visible = ranges.end(token) - ranges.first(token);
        float[] p = scratch.row(0, width);
        float[] d = scratch.row(1, width);
        int tokens = ranges.sampleStart(ranges.samples());
        Vectors.load(weights, at, p, visible);
        Vectors.shift(p, -forward.sums.floats().get(head * tokens + token), visible);
        Exponentials.exp(p, d, visible);
        Arrays.fill(p, visible, width, 0f);
        Vectors.store(p, weights, at, width);
        Vectors.load(slopes, at, d, visible);
        Vectors.shift(d, -Vectors.dot(p, d, visible), visible);
        Vectors.multiply(d, p, visible);
        Vectors.scale(d, heads.scale, visible);
        Arrays.fill(d, visible, width, 0f);
        Vectors.store(d, slopes, at, width);
    }
}
