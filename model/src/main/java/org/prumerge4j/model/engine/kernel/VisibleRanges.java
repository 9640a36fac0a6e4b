package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Which tokens each query may look at: a range of its sample's tokens, perhaps with a gap in it, read from an additive
 * mask at every run, or the whole of samples of equal length. A sample is a run of queries whose ranges begin at the same
 * token; no two samples look at the same token, so that each can be worked on by itself. There may be fewer queries than
 * tokens. A gap is what lies between a beginning that several questions share and a later one of these questions.
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
    private final int[] gapStart;
    private final int[] gapEnd;
    private final int[] sampleStarts;
    private int samples;

    private VisibleRanges(Region mask, boolean masked, int queries, int tokens) {
        this.mask = mask;
        this.masked = masked;
        this.queries = queries;
        this.tokens = tokens;
        first = new int[queries];
        end = new int[queries];
        gapStart = new int[queries];
        gapEnd = new int[queries];
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
        int begin = run(row, 0, false);
        int firstStop = run(row, begin, true);
        int second = run(row, firstStop, false);
        int secondStop = run(row, second, true);
        int rest = run(row, secondStop, false);
        if (firstStop == begin || rest < tokens) {
            throw new IllegalArgumentException("row " + query + " of the attention mask does not show one or two ranges"
                    + " of tokens: expected zeros in a row and at most " + HIDDEN + " elsewhere, found "
                    + (rest < tokens ? row[rest] + " at column " + rest : "no zero"));
        }
        boolean gap = second < tokens;
        first[query] = begin;
        gapStart[query] = gap ? firstStop : 0;
        gapEnd[query] = gap ? second : 0;
        end[query] = gap ? secondStop : firstStop;
    }

    /** Where a run of visible or of hidden tokens that begins at a column ends. */
    private int run(float[] row, int from, boolean visible) {
        int stop = from;
        while (stop < tokens && (visible ? row[stop] == 0f : row[stop] <= HIDDEN)) {
            stop++;
        }
        return stop;
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

    /**
     * The tokens that some of the queries in a row see, in at most two parts.
     *
     * @param first first token of the first part
     * @param head tokens of the first part
     * @param second first token of the second part
     * @param tail tokens of the second part; 0 if there is none
     */
    record Window(int first, int head, int second, int tail) {
        /** Tokens of both parts. */
        int width() {
            return head + tail;
        }
    }

    /** What so many queries of one sample from the given one on see together, a gap that all of them have left out. */
    Window window(int query, int count) {
        int stop = 0;
        int head = Integer.MAX_VALUE;
        int second = Integer.MAX_VALUE;
        for (int i = query; i < query + count; i++) {
            stop = Math.max(stop, end[i]);
            if (gapEnd[i] > 0) {
                head = Math.min(head, gapStart[i]);
                second = Math.min(second, gapEnd[i]);
            }
        }
        for (int i = query; i < query + count; i++) {
            boolean fits = gapEnd[i] > 0 ? gapStart[i] == head : end[i] <= head;
            if (!fits) {
                return new Window(first[query], stop - first[query], stop, 0);
            }
        }
        return second == Integer.MAX_VALUE
                ? new Window(first[query], stop - first[query], stop, 0)
                : new Window(first[query], head - first[query], second, stop - second);
    }

    /** Puts a value wherever the query does not look, in a row from the given index on with a column for each token of the window. */
    void hide(int query, Window window, float[] row, int at, float value) {
        int visible = columns(window, end[query]);
        if (gapEnd[query] > 0) {
            Arrays.fill(row, at + columns(window, gapStart[query]), at + columns(window, gapEnd[query]), value);
        }
        Arrays.fill(row, at + visible, at + window.width(), value);
    }

    /** Columns of a window that stand for tokens before the given one. */
    private static int columns(Window window, int token) {
        return Math.min(window.head, token - window.first)
                + (window.tail == 0 ? 0 : Math.min(window.tail, Math.max(0, token - window.second)));
    }

    /** How many columns of a window stand for tokens up to the last that a query sees. */
    int visible(int query, Window window) {
        return columns(window, end[query]);
    }
}
