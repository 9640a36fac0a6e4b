package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Centre;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Pool;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Similarity;
import org.prumerge4j.prumerge.select.TopK;

/**
 * Finds, for each kept patch, the patches with the most similar keys.
 *
 * <p>Similarities are first computed in float, all kept patches at once. Whatever could be on either side of the last
 * neighbour within the rounding error of that is decided in double, equal ones by lower index. The result is that of
 * double precision throughout.
 */
final class NeighbourSearch {
    /** A key shorter than this counts as this long, as in PyTorch's normalize. */
    private static final double SHORTEST = 1e-12;
    /** Relative error of one float operation. */
    private static final double FLOAT_ROUNDING = 0x1p-24;
    /** Roundings a product sees besides the additions: two scale factors, two scalings, the product, and margin. */
    private static final int OTHER_ROUNDINGS = 8;

    private final PruMergeOptions options;
    private final ReducerInput input;
    private final Selection selection;
    private final double[] norms;
    private final double longest;
    private final float[][] similarities;
    private final int[] pool;
    /** Candidates of the kept patch at hand, ascending and possibly repeated, their similarities, and a heap. */
    private final int[] candidates;

    private final float[] values;
    private final float[] heap;
    /** Places in {@link #candidates} that float cannot decide. */
    private final int[] undecided;

    NeighbourSearch(PruMergeOptions options, ReducerInput input, Selection selection, ScratchPool memory) {
        this.options = options;
        this.input = input;
        this.selection = selection;
        int patches = input.patches();
        this.norms = norms(input);
        double largest = SHORTEST;
        for (double norm : norms) {
            largest = Math.max(largest, norm);
        }
        this.longest = largest;
        float[] scales = new float[patches];
        for (int patch = 0; patch < patches; patch++) {
            scales[patch] = (float) (1 / (cosine() ? norms[patch] : longest));
        }
        KeyProducts products = new KeyProducts(input, scales);
        this.similarities = memory.lend(scratch -> products.of(selection.centres(), scratch));
        this.pool = pool();
        int most = pool.length + 1;
        this.candidates = new int[most];
        this.values = new float[most];
        this.heap = new float[most];
        this.undecided = new int[most];
    }

    private static double[] norms(ReducerInput input) {
        double[] norms = new double[input.patches()];
        for (int patch = 0; patch < norms.length; patch++) {
            int key = (patch + 1) * input.channels();
            double square = DoubleDot.of(input.keys(), key, input.keys(), key, input.channels());
            norms[patch] = Math.max(Math.sqrt(square), SHORTEST);
        }
        return norms;
    }

    private boolean cosine() {
        return options.merging().similarity() == Similarity.COSINE;
    }

    /** Counts the neighbours of the kept patch at {@code ordinal}: adds to {@code members} how often each is one. */
    void countNearest(int ordinal, int[] members) {
        int count = collectCandidates(ordinal);
        int neighbours = Math.min(options.merging().neighbours(), count);
        if (neighbours == count) {
            for (int i = 0; i < count; i++) {
                members[candidates[i]]++;
            }
            return;
        }
        // One more than there are neighbours: the heap starts with the first that is none, then comes the last that is.
        TopK.largest(values, count, neighbours + 1, heap);
        float next = heap[0];
        float last = neighbours == 1 ? heap[1] : Math.min(heap[1], heap[2]);
        // Twice the error of a similarity: both sides of a comparison may be off.
        double doubt = 2 * error(selection.centres()[ordinal]);
        int open = 0;
        int certain = 0;
        for (int i = 0; i < count; i++) {
            if (values[i] > next + doubt) {
                members[candidates[i]]++;
                certain++;
            } else if (values[i] >= last - doubt) {
                undecided[open] = i;
                open++;
            }
        }
        if (certain < neighbours) {
            countUndecided(selection.centres()[ordinal], open, neighbours - certain, members);
        }
    }

    /** Bound of the error of float similarities as computed, that is with keys divided by their scale. */
    private double error(int centre) {
        double length = cosine() ? 1 : norms[centre] / longest;
        int channels = input.channels();
        return (channels + OTHER_ROUNDINGS) * (FLOAT_ROUNDING * length + Float.MIN_NORMAL);
    }

    /**
     * Patches that may be neighbours of any kept patch, ascending: a kept patch as often as it is kept if repetitions
     * count, and if the pool is all patches.
     */
    private int[] pool() {
        MergeOptions merging = options.merging();
        boolean all = merging.pool() == Pool.ALL;
        boolean repeated = options.repeatsAsReference() && merging.centre() != Centre.CANDIDATE;
        int[] times = new int[input.patches()];
        for (int patch : selection.pruned()) {
            times[patch] = 1;
        }
        for (int centre : selection.centres()) {
            times[centre] = all ? (repeated ? selection.repeats()[centre] : 1) : 0;
        }
        return IntStream.range(0, times.length)
                .flatMap(patch -> IntStream.range(0, times[patch]).map(time -> patch))
                .toArray();
    }

    /** The pool without the centre once, or, where it competes and is not in the pool, with it. */
    private int collectCandidates(int ordinal) {
        int centre = selection.centres()[ordinal];
        boolean competes = options.merging().centre() == Centre.CANDIDATE;
        int found = Arrays.binarySearch(pool, centre);
        int count = pool.length;
        if ((found >= 0) == competes) {
            System.arraycopy(pool, 0, candidates, 0, count);
        } else if (competes) {
            int place = -found - 1;
            System.arraycopy(pool, 0, candidates, 0, place);
            candidates[place] = centre;
            System.arraycopy(pool, place, candidates, place + 1, count - place);
            count++;
        } else {
            System.arraycopy(pool, 0, candidates, 0, found);
            System.arraycopy(pool, found + 1, candidates, found, count - found - 1);
            count--;
        }
        float[] row = similarities[ordinal];
        for (int i = 0; i < count; i++) {
            values[i] = row[candidates[i]];
        }
        return count;
    }

    private void countUndecided(int centre, int open, int wanted, int[] members) {
        double[] exact = new double[open];
        int channels = input.channels();
        for (int i = 0; i < open; i++) {
            int patch = candidates[undecided[i]];
            double product =
                    DoubleDot.of(input.keys(), (centre + 1) * channels, input.keys(), (patch + 1) * channels, channels);
            exact[i] = cosine() ? product / (norms[centre] * norms[patch]) : product;
        }
        // Candidates ascend, so that ties by lower place are ties by lower patch.
        for (int place : TopK.indices(exact, wanted)) {
            members[candidates[undecided[place]]]++;
        }
    }
}
