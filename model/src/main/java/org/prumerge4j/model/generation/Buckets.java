package org.prumerge4j.model.generation;

/**
 * Sizes to which runs are filled up with tokens that nobody sees, so that few plans are compiled whatever the lengths.
 */
final class Buckets {
    private static final int STEPS = 4;

    private Buckets() {}

    /** The next of 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24 ...: at most a quarter more. */
    static int fine(int size) {
        int step = Math.max(1, Integer.highestOneBit(Math.max(1, size - 1)) / STEPS);
        return (size + step - 1) / step * step;
    }

    /** The next power of two. */
    static int coarse(int size) {
        int highest = Integer.highestOneBit(size);
        return highest == size ? size : 2 * highest;
    }
}
