package org.prumerge4j.prumerge.select;

import java.util.Arrays;

/** The largest of many values; equal ones count by lower index first. */
public final class TopK {
    private TopK() {}

    /**
     * Indices of the {@code k} largest values, largest first, equal values by index.
     *
     * @throws IllegalArgumentException if there are fewer than k values
     */
    public static int[] indices(double[] values, int k) {
        if (k < 0 || k > values.length) {
            throw new IllegalArgumentException("top " + k + " of " + values.length + " values");
        }
        if (k == 0) {
            return new int[0];
        }
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        int[] chosen = atLeast(values, ascending[values.length - k], k);
        sort(chosen, values);
        return chosen;
    }

    private static int[] atLeast(double[] values, double smallest, int k) {
        int above = 0;
        for (double value : values) {
            above += value > smallest ? 1 : 0;
        }
        int equalsLeft = k - above;
        int[] chosen = new int[k];
        int filled = 0;
        for (int index = 0; index < values.length; index++) {
            boolean tied = values[index] == smallest && equalsLeft > 0;
            if (tied) {
                equalsLeft--;
            }
            if (tied || values[index] > smallest) {
                chosen[filled] = index;
                filled++;
            }
        }
        return chosen;
    }

    /** Heap sort of indices: largest value first, equal values by index. */
    private static void sort(int[] indices, double[] values) {
        for (int root = indices.length / 2 - 1; root >= 0; root--) {
            sink(indices, values, root, indices.length);
        }
        for (int end = indices.length - 1; end > 0; end--) {
            swap(indices, 0, end);
            sink(indices, values, 0, end);
        }
    }

    private static void sink(int[] indices, double[] values, int start, int end) {
        int root = start;
        while (2 * root + 1 < end) {
            int child = 2 * root + 1;
            if (child + 1 < end && precedes(indices[child], indices[child + 1], values)) {
                child++;
            }
            if (!precedes(indices[root], indices[child], values)) {
                return;
            }
            swap(indices, root, child);
            root = child;
        }
    }

    private static boolean precedes(int a, int b, double[] values) {
        return values[a] > values[b] || (values[a] == values[b] && a < b);
    }

    private static void swap(int[] indices, int a, int b) {
        int kept = indices[a];
        indices[a] = indices[b];
        indices[b] = kept;
    }

    /**
     * Puts the {@code k} largest of the first {@code n} values into {@code heap}, the smallest of them at 0 and no other
     * smaller than its parent at {@code (i - 1) / 2}.
     *
     * <p>For k far below n nearly every value is dismissed by one comparison.
     */
    public static void largest(float[] values, int n, int k, float[] heap) {
        if (k < 1 || k > n || n > values.length || k > heap.length) {
            throw new IllegalArgumentException(
                    "top " + k + " of " + n + " in " + values.length + " values, room for " + heap.length);
        }
        System.arraycopy(values, 0, heap, 0, k);
        for (int root = k / 2 - 1; root >= 0; root--) {
            lift(heap, root, k, heap[root]);
        }
        for (int i = k; i < n; i++) {
            if (values[i] > heap[0]) {
                lift(heap, 0, k, values[i]);
            }
        }
    }

    /** Puts a value at {@code start} or below, lifting smaller ones. */
    private static void lift(float[] heap, int start, int end, float value) {
        int root = start;
        while (2 * root + 1 < end) {
            int child = 2 * root + 1;
            if (child + 1 < end && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[root] = heap[child];
            root = child;
        }
        heap[root] = value;
    }
}
