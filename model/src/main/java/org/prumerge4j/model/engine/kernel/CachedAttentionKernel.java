package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.kernel.AttentionKernel.Heads;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Softmax attention of new tokens to ranges of cached keys and to one another, forward only.
 *
 * <p>A tile is a run of tokens and one head. Tokens of the run whose ranges of a part begin at the same key share one
 * matrix product for that part: all questions about an image multiply the image's keys together, whatever else each of
 * them sees.
 */
public final class CachedAttentionKernel implements Kernel, Tile {
    private static final int SCORES = 0;

    private final KeyRanges ranges;
    private final Heads heads;
    private final Places places;

    /** The arrays; cached keys and values have a row for each cached token, the others for each new one. */
    public record Places(
            Region queries, Region keys, Region values, Region cachedKeys, Region cachedValues, Region out) {}

    /** A kernel. */
    public CachedAttentionKernel(KeyRanges ranges, Heads heads, Places places) {
        this.ranges = ranges;
        this.heads = heads;
        this.places = places;
    }

    @Override
    public String kind() {
        return "cached attention";
    }

    @Override
    public void run(Workers workers) {
        workers.run(ranges.runs() * heads.queries(), this);
    }

    @Override
    public void run(int number, Scratch scratch) {
        int run = number / heads.queries();
        int head = number % heads.queries();
        int start = ranges.start(run);
        int end = ranges.start(run + 1);
        int width = 0;
        for (int part = 0; part < ranges.parts(); part++) {
            width += ranges.width(part, run);
        }
        Region scores = scratch.block(SCORES, (end - start) * width);
        int column = 0;
        for (int part = 0; part < ranges.parts(); part++) {
            for (int token = start; token < end; ) {
                int next = sharingEnd(part, token, end);
                score(part, head, token, next, scores.address((long) (token - start) * width + column), width, scratch);
                token = next;
            }
            column += ranges.width(part, run);
        }
        for (int token = start; token < end; token++) {
            softmax(run, token, (token - start) * width, scores, scratch);
        }
        // The last part first, for every token has keys there: it writes, the others add.
        for (int part = ranges.parts() - 1; part >= 0; part--) {
            column -= ranges.width(part, run);
            for (int token = start; token < end; ) {
                int next = sharingEnd(part, token, end);
                mix(part, head, token, next, scores.address((long) (token - start) * width + column), width, scratch);
                token = next;
            }
        }
    }

    /** The token after the last whose range of a part begins where the given token's does. */
    private int sharingEnd(int part, int token, int end) {
        int next = token + 1;
        while (next < end && ranges.first(part, next) == ranges.first(part, token)) {
            next++;
        }
        return next;
    }

    private int widest(int part, int token, int end) {
        int widest = 0;
        for (int i = token; i < end; i++) {
            widest = Math.max(widest, ranges.count(part, i));
        }
        return widest;
    }

    private long query(int head, int token) {
        return (long) token * heads.queries() * heads.size() + (long) head * heads.size();
    }

    private long key(int part, int head, int token) {
        int group = heads.queries() / heads.keys();
        return (long) ranges.first(part, token) * heads.keys() * heads.size() + (long) (head / group) * heads.size();
    }

    private boolean own(int part) {
        return part == ranges.parts() - 1;
    }

    /** Writes scaled scores of some tokens with the keys of a part. */
    private void score(int part, int head, int token, int end, long scores, int width, Scratch scratch) {
        int keys = widest(part, token, end);
        if (keys == 0) {
            return;
        }
        Region region = own(part) ? places.keys : places.cachedKeys;
        scratch.blas()
                .multiply(
                        scratch.product()
                                .transposed(false, true)
                                .extents(end - token, keys, heads.size())
                                .strides(heads.queries() * heads.size(), heads.keys() * heads.size(), width),
                        heads.scale(),
                        places.queries.address(query(head, token)),
                        region.address(key(part, head, token)),
                        0f,
                        scores);
    }

    /** Turns a token's scores into weights; those of keys that it does not see become zero. */
    private void softmax(int run, int token, int at, Region scores, Scratch scratch) {
        int visible = 0;
        for (int part = 0; part < ranges.parts(); part++) {
            visible += ranges.count(part, token);
        }
        float[] row = scratch.row(0, visible);
        int from = at;
        int to = 0;
        for (int part = 0; part < ranges.parts(); part++) {
            int count = ranges.count(part, token);
            scores.floats().get(from, row, to, count);
            to += count;
            from += ranges.width(part, run);
        }
        Vectors.shift(row, -Vectors.max(row, visible), visible);
        Exponentials.exp(row, scratch.row(1, visible), visible);
        Vectors.scale(row, 1f / Vectors.sum(row, visible), visible);
        store(run, token, at, row, scores, scratch);
    }

    private void store(int run, int token, int at, float[] row, Region scores, Scratch scratch) {
        int from = 0;
        int to = at;
        for (int part = 0; part < ranges.parts(); part++) {
            int count = ranges.count(part, token);
            int rest = ranges.width(part, run) - count;
            scores.floats().put(to, row, from, count);
            if (rest > 0) {
                float[] zeros = scratch.row(2, rest);
                Arrays.fill(zeros, 0, rest, 0f);
                scores.floats().put(to + count, zeros, 0, rest);
            }
            from += count;
            to += count + rest;
        }
    }

    /** Writes or adds the values of a part, weighted, to the result of some tokens. */
    private void mix(int part, int head, int token, int end, long weights, int width, Scratch scratch) {
        int keys = widest(part, token, end);
        if (keys == 0) {
            return;
        }
        Region region = own(part) ? places.values : places.cachedValues;
        scratch.product()
                .transposed(false, false)
                .extents(end - token, heads.size(), keys)
                .strides(width, heads.keys() * heads.size(), heads.queries() * heads.size());
        scratch.multiply(
                weights, region.address(key(part, head, token)), places.out.address(query(head, token)), !own(part));
    }
}
