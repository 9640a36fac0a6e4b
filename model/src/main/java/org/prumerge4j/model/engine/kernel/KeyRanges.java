package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * Which keys each token sees: some ranges of cached keys and one range of the new tokens' own, read from an array at
 * every run. Tokens are taken in runs, as a kernel works on them.
 */
public final class KeyRanges implements Kernel {
    private static final int TOKENS_OF_RUN = 64;

    private final Region values;
    private final int tokens;
    private final int parts;
    private final int cached;
    private final float[] row;
    private final int[] first;
    private final int[] end;
    private final int[] widths;

    /**
     * Ranges to be read.
     *
     * @param values {@code [tokens, 2 * parts]}: first key and the one after the last, part by part
     * @param cached number of cached keys, to which all parts but the last belong
     */
    public KeyRanges(Region values, int tokens, int parts, int cached) {
        this.values = values;
        this.tokens = tokens;
        this.parts = parts;
        this.cached = cached;
        row = new float[2 * parts];
        first = new int[tokens * parts];
        end = new int[tokens * parts];
        widths = new int[runs() * parts];
    }

    @Override
    public String kind() {
        return "key ranges";
    }

    @Override
    public void run(Workers workers) {
        Arrays.fill(widths, 0);
        for (int token = 0; token < tokens; token++) {
            values.floats().get(token * row.length, row);
            for (int part = 0; part < parts; part++) {
                int from = (int) row[2 * part];
                int to = (int) row[2 * part + 1];
                check(token, part, from, to);
                first[token * parts + part] = from;
                end[token * parts + part] = to;
                int place = token / TOKENS_OF_RUN * parts + part;
                widths[place] = Math.max(widths[place], to - from);
            }
        }
    }

    private void check(int token, int part, int from, int to) {
        boolean own = part == parts - 1;
        int keys = own ? tokens : cached;
        if (from < 0 || to > keys || to < from || (own && to == from)) {
            throw new IllegalArgumentException("token " + token + " is to see keys " + from + " to " + to + " of "
                    + keys + (own ? " new ones, expected at least itself" : " cached ones"));
        }
    }

    /** Ranges of each token; the last is of new tokens. */
    public int parts() {
        return parts;
    }

    /** Number of runs. */
    public int runs() {
        return (tokens + TOKENS_OF_RUN - 1) / TOKENS_OF_RUN;
    }

    /** First token of a run; that of the run after the last is the number of tokens. */
    public int start(int run) {
        return Math.min(tokens, run * TOKENS_OF_RUN);
    }

    /** Most keys of a part that a token of a run sees. */
    public int width(int part, int run) {
        return widths[run * parts + part];
    }

    /** First key of a part that a token sees. */
    public int first(int part, int token) {
        return first[token * parts + part];
    }

    /** How many keys of a part a token sees. */
    public int count(int part, int token) {
        return end[token * parts + part] - first[token * parts + part];
    }
}
