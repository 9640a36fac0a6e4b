package org.prumerge4j.training.order;

import java.util.SplittableRandom;

/**
 * Fisher and Yates, from the last place down to the second; the place to swap with is the next {@link
 * SplittableRandom#nextLong()}, taken as unsigned, modulo the number of places left.
 */
final class Permutation {
    private Permutation() {}

    /** Puts values in random order, in place. */
    static void shuffle(int[] values, SplittableRandom random) {
        for (int last = values.length - 1; last > 0; last--) {
            // Modulo favours small places by less than 2^-32: far below what a shuffle of a data set can show.
            int other = (int) Long.remainderUnsigned(random.nextLong(), last + 1L);
            int swapped = values[last];
            values[last] = values[other];
            values[other] = swapped;
        }
    }
}
