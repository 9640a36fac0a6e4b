package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Which tokens each token may look at: a range of its sample's tokens, read from an additive mask at every run, or the
 * whole of samples of equal length. A sample is a run of tokens whose ranges begin at the same token.
 */
public final class VisibleRanges implements Kernel, Tile {
    /** Added to a score, anything at or below makes its softmax weight exactly zero. */
    private static final float HIDDEN = -1e8f;

    private static final int ROWS_PER_TILE = 32;

    private final Region mask;
    private final boolean masked;
    private final int tokens;
    private final int[] first;
    private final int[] end;
    private final int[] sampleStarts;
    private int samples;

    private VisibleRanges(Region mask, boolean masked, int tokens) {
        this.mask = mask;
        this.masked = masked;
        this.tokens = tokens;
        first = new int[tokens];
        end = new int[tokens];
        sampleStarts = new int[tokens + 1];
    }

    /** Ranges to be read from a mask {@code [tokens, tokens]}: 0 where a token may look, hugely negative elsewhere. */
    public static VisibleRanges ofMask(Region mask, int tokens) {
        return new VisibleRanges(mask, true, tokens);
    }

    /** Samples of equal length, in which every token sees all. */
    public static VisibleRanges ofSamples(int samples, int tokens) {
        VisibleRanges ranges = new VisibleRanges(new Region(), false, tokens);
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
            workers.run((tokens + ROWS_PER_TILE - 1) / ROWS_PER_TILE, this);
            findSamples();
        }
    }

    @Override
    public void run(int number, Scratch scratch) {
        float[] row = scratch.row(0, tokens);
        int from = number * ROWS_PER_TILE;
        for (int token = from; token < Math.min(tokens, from + ROWS_PER_TILE); token++) {
            mask.floats().get(Math.multiplyExact(token, tokens), row, 0, tokens);
            read(token, row);
        }
    }

    private void read(int token, float[] row) {
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
            throw new IllegalArgumentException("row " + token + " of the attention mask does not show one range of"
                    + " tokens: expected zeros in a row and at most " + HIDDEN + " elsewhere, found "
                    + (rest < tokens ? row[rest] + " at column " + rest : "no zero"));
        }
        first[token] = begin;
        end[token] = stop;
    }

    private void findSamples() {
        samples = 0;
        for (int token = 0; token < tokens; token++) {
            if (token == 0 || first[token] != first[token - 1]) {
                sampleStarts[samples++] = token;
            }
        }
        sampleStarts[samples] = tokens;
    }

    /** How many samples there are. */
    public int samples() {
        return samples;
    }

    /** First token of a sample; that of the sample after the last is the number of tokens. */
    public int sampleStart(int sample) {
        return sampleStarts[sample];
    }

    /** First token that a token sees. */
    public int first(int token) {
        return first[token];
    }

    /** The token after the last that a token sees. */
    public int end(int token) {
        return end[token];
    }
}
