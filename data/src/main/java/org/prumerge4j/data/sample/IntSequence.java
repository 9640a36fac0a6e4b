package org.prumerge4j.data.sample;

import java.util.Arrays;

/** An int array that grows. */
final class IntSequence {
    private static final int INITIAL_CAPACITY = 256;

    private int[] values = new int[INITIAL_CAPACITY];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void addAll(int[] more) {
        for (int value : more) {
            add(value);
        }
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
