package org.prumerge4j.prumerge.prumerge;

/** How often each patch takes part in a row of the merge matrix; remembers which do at all, since those are few of many. */
final class Members {
    private final int[] times;
    /** A bit for each patch that takes part. */
    private final long[] present;

    /** Nobody yet, of the given number of patches. */
    Members(int patches) {
        times = new int[patches];
        present = new long[(patches + Long.SIZE - 1) / Long.SIZE];
    }

    /** Counts a patch once more. */
    void add(int patch) {
        times[patch]++;
        present[patch / Long.SIZE] |= 1L << patch;
    }

    /** How often a patch takes part. */
    int times(int patch) {
        return times[patch];
    }

    /** The first patch from {@code patch} on that takes part; the number of patches if there is none. */
    int next(int patch) {
        int word = patch / Long.SIZE;
        if (word == present.length) {
            return times.length;
        }
        long rest = present[word] & (-1L << patch);
        while (rest == 0) {
            word++;
            if (word == present.length) {
                return times.length;
            }
            rest = present[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
    }

    /** Forgets everybody. */
    void clear() {
        for (int patch = next(0); patch < times.length; patch = next(patch)) {
            times[patch] = 0;
            present[patch / Long.SIZE] &= ~(1L << patch);
        }
    }
}
