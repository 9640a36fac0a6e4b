package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Which tokens each query may look at: a range of its sample's tokens, read from an additive mask at every run, or the
 * whole of samples of equal length. A sample is a run of queries whose ranges begin at the same token; no two samples
 * look at the same token, so that each can be worked on by itself. There may be fewer queries than tokens.
 */
public final class VisibleRanges implements Kernel, Tile {
    /** Added to a score, anything at or below makes its softmax weight exactly zero. */
    private static final float HIDDEN = -1e8f;

    private static final int ROWS_PER_TILE = 32;

    private final Region mask;
    private final boolean masked;
    private final int queries;
    private final int tokens;
    private final int[] first;
    private final int[] end;
    private final int[] sampleStarts;
    private int samples;

    private VisibleRanges(Region mask, boolean masked, int queries, int tokens) {
        this.mask = mask;
        this.masked = masked;
        this.queries = queries;
        this.tokens = tokens;
        first = new int[queries];
        end = new int[queries];
        sampleStarts = new int[queries + 1];
    }

    /** Ranges to be read from a mask {@code [queries, tokens]}: 0 where a query may look, hugely negative elsewhere. */
    public static VisibleRanges ofMask(Region mask, int queries, int tokens) {
        return new VisibleRanges(mask, true, queries, tokens);
    }

    /** Samples of equal length, in which every token sees all. */
    public static VisibleRanges ofSamples(int samples, int tokens) {
        VisibleRanges ranges = new VisibleRanges(new Region(), false, tokens, tokens);
        int length = tokens / samples;
        for (int token = 0; token < tokens; token++) {
            ranges.first[token] = token / length * length;
            ranges.end[token] = ranges.first[token] + length;
        }
        ranges.findSamples();
        return ranges;
    }

    @Override
    public String kind() {
        return "mask";
    }

    @Override
    public void run(Workers workers) {
        if (masked) {
            workers.run((queries + ROWS_PER_TILE - 1) / ROWS_PER_TILE, this);
            findSamples();
        }
    }

    @Override
    public void run(int number, Scratch scratch) {
        float[] row = scratch.row(0, tokens);
        int from = number * ROWS_PER_TILE;
        for (int query = from; query < Math.min(queries, from + ROWS_PER_TILE); query++) {
            mask.floats().get(Math.multiplyExact(query, tokens), row, 0, tokens);
            read(query, row);
        }
    }

    private void read(int query, float[] row) {
        int begin = 0;
        while (begin < tokens && row[begin] <= HIDDEN) {
            begin++;
        }
        int stop = begin;
        while (stop < tokens && row[stop] == 0f) {
            stop++;
        }
        int rest = stop;
        while (rest < tokens && row[rest] <= HIDDEN) {
            rest++;
        }
        if (stop == begin || rest < tokens) {
            throw new IllegalArgumentException("row " + query + " of the attention mask does not show one range of"
                    + " tokens: expected zeros in a row and at most " + HIDDEN + " elsewhere, found "
                    + (rest < tokens ? row[rest] + " at column " + rest : "no zero"));
        }
        first[query] = begin;
        end[query] = stop;
    }

    private void findSamples() {
        samples = 0;
        int seen = 0;
        for (int query = 0; query < queries; query++) {
            if (query == 0 || first[query] != first[query - 1]) {
                if (first[query] < seen) {
                    throw new IllegalArgumentException("row " + query + " of the attention mask shows token "
                            + first[query] + ", which a row before it sees too though its range begins elsewhere:"
                            + " expected samples one after another");
                }
                sampleStarts[samples++] = query;
            }
            seen = Math.max(seen, end[query]);
        }
        sampleStarts[samples] = queries;
    }

    /** How many samples there are. */
    public int samples() {
        return samples;
    }

    /** First query of a sample; that of the sample after the last is the number of queries. */
    public int sampleStart(int sample) {
        return sampleStarts[sample];
    }

    /** First token that a query sees. */
    public int first(int query) {
        return first[query];
    }

    /** The token after the last that a query sees. */
    public int end(int query) {
        return end[query];
    }
}
