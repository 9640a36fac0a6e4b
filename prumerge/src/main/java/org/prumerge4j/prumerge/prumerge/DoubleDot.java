package org.prumerge4j.prumerge.prumerge;

/** Products of float vectors summed in double precision. */
final class DoubleDot {
    private static final int LANES = 4;

    private DoubleDot() {}

    /** Sum of {@code a[fromA + i] * b[fromB + i]}; several partial sums, so that additions need not wait in line. */
    static double of(float[] a, int fromA, float[] b, int fromB, int length) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            sum0 += (double) a[fromA + i] * b[fromB + i];
            sum1 += (double) a[fromA + i + 1] * b[fromB + i + 1];
            sum2 += (double) a[fromA + i + 2] * b[fromB + i + 2];
            sum3 += (double) a[fromA + i + 3] * b[fromB + i + 3];
        }
        for (int i = whole; i < length; i++) {
            sum0 += (double) a[fromA + i] * b[fromB + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
