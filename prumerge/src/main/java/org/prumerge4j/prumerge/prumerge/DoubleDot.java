package org.prumerge4j.prumerge.prumerge;

/**
 * Products of float vectors summed in double precision. Products of two floats are exact in double, so that adding them up
 * by {@link Math#fma} rounds as often as adding does.
 *
 * <p>Most of the time goes into making doubles of floats, one in a processor's cycle: what is used more than once is
 * {@link #widened} first. Several partial sums, so that additions need not wait in line.
 */
final class DoubleDot {
    private static final int LANES = 8;

    private DoubleDot() {}

    /** A copy in double precision. */
    static double[] widened(float[] values, int from, int length) {
        double[] wide = new double[length];
        for (int i = 0; i < length; i++) {
            wide[i] = values[from + i];
        }
        return wide;
    }

    /** Sum of {@code a[fromA + i] * b[fromB + i]}; {@code a} holds floats, widened. */
    static double of(double[] a, int fromA, float[] b, int fromB, int length) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        double sum5 = 0;
        double sum6 = 0;
        double sum7 = 0;
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            sum0 = Math.fma(a[fromA + i], (double) b[fromB + i], sum0);
            sum1 = Math.fma(a[fromA + i + 1], (double) b[fromB + i + 1], sum1);
            sum2 = Math.fma(a[fromA + i + 2], (double) b[fromB + i + 2], sum2);
            sum3 = Math.fma(a[fromA + i + 3], (double) b[fromB + i + 3], sum3);
            sum4 = Math.fma(a[fromA + i + 4], (double) b[fromB + i + 4], sum4);
            sum5 = Math.fma(a[fromA + i + 5], (double) b[fromB + i + 5], sum5);
            sum6 = Math.fma(a[fromA + i + 6], (double) b[fromB + i + 6], sum6);
            sum7 = Math.fma(a[fromA + i + 7], (double) b[fromB + i + 7], sum7);
        }
        for (int i = whole; i < length; i++) {
            sum0 = Math.fma(a[fromA + i], (double) b[fromB + i], sum0);
        }
        return ((sum0 + sum4) + (sum1 + sum5)) + ((sum2 + sum6) + (sum3 + sum7));
    }

    /** Sum of squares {@code a[from + i]^2}. */
    static double square(float[] a, int from, int length) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        double sum5 = 0;
        double sum6 = 0;
        double sum7 = 0;
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            double value0 = a[from + i];
            double value1 = a[from + i + 1];
            double value2 = a[from + i + 2];
            double value3 = a[from + i + 3];
            double value4 = a[from + i + 4];
            double value5 = a[from + i + 5];
            double value6 = a[from + i + 6];
            double value7 = a[from + i + 7];
            sum0 = Math.fma(value0, value0, sum0);
            sum1 = Math.fma(value1, value1, sum1);
            sum2 = Math.fma(value2, value2, sum2);
            sum3 = Math.fma(value3, value3, sum3);
            sum4 = Math.fma(value4, value4, sum4);
            sum5 = Math.fma(value5, value5, sum5);
            sum6 = Math.fma(value6, value6, sum6);
            sum7 = Math.fma(value7, value7, sum7);
        }
        for (int i = whole; i < length; i++) {
            double value = a[from + i];
            sum0 = Math.fma(value, value, sum0);
        }
        return ((sum0 + sum4) + (sum1 + sum5)) + ((sum2 + sum6) + (sum3 + sum7));
    }
}
