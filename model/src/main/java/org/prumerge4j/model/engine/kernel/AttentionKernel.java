package org.prumerge4j.model.engine.kernel;

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

    /** Products of the forward run: scores, and values by weights. */
    private static final int FORWARD_PRODUCTS = 2;
    /** Products of the backward run: scores once more, slopes, and the gradients of queries, keys and values. */
    private static final int BACKWARD_PRODUCTS = 5;

    private static final double OPERATIONS_PER_TERM = 2;
    /** Blocks and arrays of scratch memory beside those of {@link BlockSoftmax}. */
    private static final int SCORES = 0;

    private static final int SLOPES = 1;
    private static final int SHIFTS = 3;
    private static final int ROW = 4;

    private final VisibleRanges ranges;
    private final BlockSoftmax softmax;
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
        this.softmax = new BlockSoftmax(ranges);
        this.heads = heads;
        this.forward = forward;
        this.backward = backward;
    }

    @Override
    public String kind() {
        return backward == null ? "attention" : "attention '";
    }

    @Override
    public double operations() {
        double pairs = 0;
        for (int token = 0; token < ranges.sampleStart(ranges.samples()); token++) {
            pairs += ranges.end(token) - ranges.first(token);
        }
        int products = backward == null ? FORWARD_PRODUCTS : BACKWARD_PRODUCTS;
        return OPERATIONS_PER_TERM * products * pairs * heads.queries * heads.size;
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

    private long query(int head, int token) {
        return (long) token * heads.queries * heads.size + (long) head * heads.size;
    }

    private long key(int head, int token) {
        int group = heads.queries / heads.keys;
        return (long) token * heads.keys * heads.size + (long) (head / group) * heads.size;
    }

    /** Writes scaled products of rows of queries with the keys or values of a window to scratch memory. */
    private void products(long rows, Region columns, float factor, QueryBlock block, Region target, Scratch scratch) {
        int width = block.width();
        scratch.product().transposed(false, true).strides(heads.queries * heads.size, heads.keys * heads.size, width);
        for (int part = 0; part < block.parts(); part++) {
            scratch.product().extents(block.count(), block.columns(part), heads.size);
            scratch.blas()
                    .multiply(
                            scratch.product(),
                            factor,
                            rows,
                            columns.address(key(block.head(), block.token(part))),
                            0f,
                            target.address() + (long) block.column(part) * Float.BYTES);
        }
    }

    private void forward(int head, int token, int count, Scratch scratch) {
        QueryBlock block = new QueryBlock(head, token, count, ranges.window(token, count));
        Region scores = scratch.block(SCORES, block.elements());
        products(forward.queries.address(query(head, token)), forward.keys, heads.scale, block, scores, scratch);
        float[] shifts = scratch.row(SHIFTS, count);
        softmax.exponentials(scores, block, shifts, scratch);
        float[] sums = BlockSoftmax.sums(scores, block, scratch);
        weighted(scores, forward.values, forward.out.address(query(head, token)), false, block, scratch);
        float[] row = scratch.row(ROW, heads.size);
        for (int i = 0; i < count; i++) {
            int at = Math.toIntExact(query(head, token + i));
            Vectors.load(forward.out, at, row, heads.size);
            Vectors.scale(row, 1f / sums[i], heads.size);
            Vectors.store(row, forward.out, at, heads.size);
            forward.sums.floats().put(sum(head, token + i), (float) (shifts[i] + Math.log(sums[i])));
        }
    }

    /** Where the logarithm of a query's sum is written. */
    private int sum(int head, int token) {
        return head * ranges.sampleStart(ranges.samples()) + token;
    }

    /** Sums of the rows of a window, weighted by rows of scratch memory, for each query. */
    private void weighted(
            Region weights, Region rows, long target, boolean accumulate, QueryBlock block, Scratch scratch) {
        int width = block.width();
        scratch.product().transposed(false, false).strides(width, heads.keys * heads.size, heads.queries * heads.size);
        for (int part = 0; part < block.parts(); part++) {
            scratch.product().extents(block.count(), heads.size, block.columns(part));
            long from = weights.address() + (long) block.column(part) * Float.BYTES;
            long to = rows.address(key(block.head(), block.token(part)));
            scratch.multiply(from, to, target, accumulate || part > 0);
        }
    }

    private void backward(Backward gradients, int head, int token, int count, Scratch scratch) {
        QueryBlock block = new QueryBlock(head, token, count, ranges.window(token, count));
        Region weights = scratch.block(SCORES, block.elements());
        Region slopes = scratch.block(SLOPES, block.elements());
        long queries = forward.queries.address(query(head, token));
        long upstream = gradients.out.address(query(head, token));
        products(queries, forward.keys, heads.scale, block, weights, scratch);
        products(upstream, forward.values, 1f, block, slopes, scratch);
        softmax.weights(weights, block, forward.sums, sum(head, token), scratch);
        BlockSoftmax.scoreGradients(weights, slopes, block, heads.scale, scratch);
        if (gradients.values != null) {
            toKeys(weights, upstream, gradients.values, block, scratch);
        }
        if (gradients.keys != null) {
            toKeys(slopes, queries, gradients.keys, block, scratch);
        }
        if (gradients.queries != null) {
            long target = gradients.queries.address(query(head, token));
            weighted(slopes, forward.keys, target, gradients.addToQueries, block, scratch);
        }
    }

    /** Adds products of transposed weights with rows of queries to rows of keys. */
    private void toKeys(Region weights, long rows, Region target, QueryBlock block, Scratch scratch) {
        int width = block.width();
        scratch.product().transposed(true, false).strides(width, heads.queries * heads.size, heads.keys * heads.size);
        for (int part = 0; part < block.parts(); part++) {
            scratch.product().extents(block.columns(part), heads.size, block.count());
            long from = weights.address() + (long) block.column(part) * Float.BYTES;
            scratch.multiply(from, rows, target.address(key(block.head(), block.token(part))), true);
        }
    }
}
