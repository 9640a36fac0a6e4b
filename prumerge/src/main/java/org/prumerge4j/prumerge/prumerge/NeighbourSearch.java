package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import org.prumerge4j.model.engine.parallel.Scratch;
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
    private final KeyProducts products;
    /** How often each patch may be a neighbour, the kept patch at hand considered, and the sum of that. */
    private final int[] times;

    private int pool;
    private final Shortlist shortlist;
    /** Similarities of the kept patch at hand. */
    private final float[] row;
    /** Places in the shortlist that float cannot decide. */
    private final int[] undecided;

    /** Uses scratch memory as long as it is used itself. */
    NeighbourSearch(PruMergeOptions options, ReducerInput input, Selection selection, Scratch scratch) {
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
        this.products = new KeyProducts(input, scales, selection.centres(), scratch);
        this.times = times();
        this.pool = Arrays.stream(times).sum();
        this.shortlist = new Shortlist(pool + 1);
        this.row = new float[patches];
        this.undecided = new int[pool + 1];
    }

    private static double[] norms(ReducerInput input) {
        double[] norms = new double[input.patches()];
        for (int patch = 0; patch < norms.length; patch++) {
            int key = (patch + 1) * input.channels();
            double square = DoubleDot.square(input.keys(), key, input.channels());
            norms[patch] = Math.max(Math.sqrt(square), SHORTEST);
        }
        return norms;
    }

    private boolean cosine() {
        return options.merging().similarity() == Similarity.COSINE;
    }

    /** Counts the neighbours of the kept patch at {@code ordinal}. */
    void countNearest(int ordinal, Members members) {
        int centre = selection.centres()[ordinal];
        int own = times[centre];
        boolean competes = options.merging().centre() == Centre.CANDIDATE;
        times[centre] = competes ? Math.max(1, own) : Math.max(0, own - 1);
        pool += times[centre] - own;
        int neighbours = Math.min(options.merging().neighbours(), pool);
        if (neighbours == pool) {
            for (int patch = 0; patch < times.length; patch++) {
                for (int time = 0; time < times[patch]; time++) {
                    members.add(patch);
                }
            }
        } else {
            products.load(ordinal, row);
            countNearest(centre, neighbours, members);
        }
        pool += own - times[centre];
        times[centre] = own;
    }

    private void countNearest(int centre, int neighbours, Members members) {
        // Twice the error of a similarity: both sides of a comparison may be off.
        double doubt = 2 * error(centre);
        // One more than there are neighbours: the heap starts with the first that is none, then comes the last that is.
        float[] heap = shortlist.collect(row, times, neighbours + 1, (float) (2 * doubt));
        float next = heap[0];
        float last = neighbours == 1 ? heap[1] : Math.min(heap[1], heap[2]);
        int open = 0;
        int certain = 0;
        for (int i = 0; i < shortlist.length(); i++) {
            float similarity = row[shortlist.patch(i)];
            if (similarity > next + doubt) {
                members.add(shortlist.patch(i));
                certain++;
            } else if (similarity >= last - doubt) {
                undecided[open] = i;
                open++;
            }
        }
        if (certain < neighbours) {
            countUndecided(centre, open, neighbours - certain, members);
        }
    }

    /** Bound of the error of float similarities as computed, that is with keys divided by their scale. */
    private double error(int centre) {
        double length = cosine() ? 1 : norms[centre] / longest;
        int channels = input.channels();
        return (channels + OTHER_ROUNDINGS) * (FLOAT_ROUNDING * length + Float.MIN_NORMAL);
    }

    /**
     * How often each patch may be a neighbour of any kept patch: a kept one as often as it is kept if repetitions count,
     * and if the pool is all patches.
     */
    private int[] times() {
        MergeOptions merging = options.merging();
        boolean all = merging.pool() == Pool.ALL;
        boolean repeated = options.repeatsAsReference() && merging.centre() != Centre.CANDIDATE;
        int[] counts = new int[input.patches()];
        for (int patch : selection.pruned()) {
            counts[patch] = 1;
        }
        for (int centre : selection.centres()) {
            counts[centre] = all ? (repeated ? selection.repeats()[centre] : 1) : 0;
        }
        return counts;
    }

    private void countUndecided(int centre, int open, int wanted, Members members) {
        double[] exact = new double[open];
        int channels = input.channels();
        double[] key = DoubleDot.widened(input.keys(), (centre + 1) * channels, channels);
        for (int i = 0; i < open; i++) {
            int patch = shortlist.patch(undecided[i]);
            double product = DoubleDot.of(key, 0, input.keys(), (patch + 1) * channels, channels);
            exact[i] = cosine() ? product / (norms[centre] * norms[patch]) : product;
        }
        // Patches ascend, so that ties by lower place are ties by lower patch.
        for (int place : TopK.indices(exact, wanted)) {
            members.add(shortlist.patch(undecided[place]));
        }
    }
}
