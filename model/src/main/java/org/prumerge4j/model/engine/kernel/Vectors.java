package org.prumerge4j.model.engine.kernel;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.memory.Region;

/**
 * Arithmetic on the first n elements of arrays, written as loops that the JVM turns into vector instructions. Values
 * lie outside the heap, where it does not; so kernels copy a row into an array, which stays in the core's cache,
 * compute, and copy it back.
 */
public final class Vectors {
    private Vectors() {}

    /** Copies values of a region to an array. */
    public static void load(Region from, int at, float[] to, int n) {
        from.floats().get(at, to, 0, n);
    }

    /** Copies an array to a region. */
    public static void store(float[] from, Region to, int at, int n) {
        to.floats().put(at, from, 0, n);
    }

    /**
     * Copies an array to a region or adds it to what is there.
     *
     * @param temporary as long as the row and free for use if the row is to be added; null if it is to be copied
     */
    public static void store(float[] from, Region to, int at, int n, float @Nullable [] temporary) {
        if (temporary != null) {
            load(to, at, temporary, n);
            add(from, temporary, n);
        }
        store(from, to, at, n);
    }

    /** {@code a += b}. */
    public static void add(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += b[i];
        }
    }

    /** {@code a -= b}. */
    public static void subtract(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] -= b[i];
        }
    }

    /** {@code a *= b}. */
    public static void multiply(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] *= b[i];
        }
    }

    /** {@code a *= factor}. */
    public static void scale(float[] a, float factor, int n) {
        for (int i = 0; i < n; i++) {
            a[i] *= factor;
        }
    }

    /** {@code a += summand}. */
    public static void shift(float[] a, float summand, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += summand;
        }
    }

    /** {@code a += factor * b}. */
    public static void addScaled(float[] a, float factor, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += factor * b[i];
        }
    }

    /** Sum of products; eight partial sums, always in the same order. */
    public static float dot(float[] a, float[] b, int n) {
        return dot(a, b, 0, n);
    }

    /** The same from an index on. */
    public static float dot(float[] a, float[] b, int at, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = at;
        int end = at + n;
        for (; i <= end - 8; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < end; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s4 + (s1 + s5) + (s2 + s6 + (s3 + s7));
    }

    /** Sum; eight partial sums, always in the same order. */
    public static float sum(float[] a, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i <= n - 8; i += 8) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        for (; i < n; i++) {
            s0 += a[i];
        }
        return s0 + s4 + (s1 + s5) + (s2 + s6 + (s3 + s7));
    }

    /** Largest element, those that are no number left out; comparisons instead of Math.max, which costs twice as much. */
    public static float max(float[] a, int n) {
        float m0 = a[0];
        float m1 = m0;
        float m2 = m0;
        float m3 = m0;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            m0 = a[i] > m0 ? a[i] : m0;
            m1 = a[i + 1] > m1 ? a[i + 1] : m1;
            m2 = a[i + 2] > m2 ? a[i + 2] : m2;
            m3 = a[i + 3] > m3 ? a[i + 3] : m3;
        }
        for (; i < n; i++) {
            m0 = a[i] > m0 ? a[i] : m0;
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }
}
