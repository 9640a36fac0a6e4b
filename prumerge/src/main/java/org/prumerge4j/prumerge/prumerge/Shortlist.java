package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.prumerge.select.TopK;

/**
 * The few of many patches whose similarities are large enough to be looked at. Similarities are counted in bins first, which
 * takes no decision that a processor could guess wrong; only those in the uppermost bins are compared.
 */
final class Shortlist {
    private static final int BINS = 256;
    /** Neighbouring patches count in bins of their own, or each would wait for the one before: most are in few bins. */
    private static final int SETS = 4;

    private final int[] bins = new int[SETS * BINS];
    private final int[] patches;
    private final float[] similarities;
    private final float[] heap;
    private int length;

    /** Room for a number of patches, repetitions counted. */
    Shortlist(int most) {
        patches = new int[most];
        similarities = new float[most];
        heap = new float[most];
    }

    /** Number of patches on the list, repetitions counted. */
    int length() {
        return length;
    }

    /** The patch at a place of the list; they ascend. */
    int patch(int place) {
        return patches[place];
    }

    /**
     * Lists all patches that are at most {@code margin} less similar than the last of the {@code wanted} most similar ones.
     *
     * @param row similarity of each patch, finite
     * @param times how often each counts
     * @param margin far above what arithmetic in float rounds off similarities
     * @return the {@code wanted} largest similarities as {@link TopK#largest} leaves them
     */
    float[] collect(float[] row, int[] times, int wanted, float margin) {
        float bound = lowest(row, times, wanted) - margin;
        length = 0;
        for (int patch = 0; patch < times.length; patch++) {
            if (row[patch] >= bound) {
                for (int time = 0; time < times[patch]; time++) {
                    patches[length] = patch;
                    similarities[length] = row[patch];
                    length++;
                }
            }
        }
        TopK.largest(similarities, length, wanted, heap);
        return heap;
    }

    /**
     * Where the bin begins that holds the last of the wanted. Bins share the range from the largest similarity to its
     * opposite, or as far below it; whatever is still lower falls into the lowest.
     */
    private float lowest(float[] row, int[] times, int wanted) {
        float high = Vectors.max(row, times.length);
        float low = high - 2 * Math.abs(high);
        float perBin = (high - low) / BINS;
        float scale = 1 / perBin;
        Arrays.fill(bins, 0);
        for (int patch = 0; patch < times.length; patch++) {
            int bin = Math.max(0, Math.min(BINS - 1, (int) ((row[patch] - low) * scale)));
            bins[bin * SETS + patch % SETS] += times[patch];
        }
        int bin = BINS;
        int found = 0;
        while (found < wanted) {
            bin--;
            for (int set = 0; set < SETS; set++) {
                found += bins[bin * SETS + set];
            }
        }
        return bin == 0 ? Float.NEGATIVE_INFINITY : low + bin * perBin;
    }
}
