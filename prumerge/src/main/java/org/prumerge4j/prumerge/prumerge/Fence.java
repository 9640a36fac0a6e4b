package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;

/**
 * The upper Tukey fence of attention values, and how many lie above it.
 *
 * @param threshold an outlier is larger than this
 * @param outliers number of outliers among the values
 * @param values number of values
 */
record Fence(double threshold, int outliers, int values) {
    private static final double LOWER_QUARTILE = 0.25;
    private static final double UPPER_QUARTILE = 0.75;
    private static final double HALF = 0.5;

    /** The fence {@code Q3 + factor · (Q3 - Q1)} of some values. */
    static Fence of(double[] values, double factor) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double lower = percentile(ascending, LOWER_QUARTILE);
        double upper = percentile(ascending, UPPER_QUARTILE);
        double threshold = upper + factor * (upper - lower);
        return new Fence(threshold, above(values, threshold), values.length);
    }

    /** How many values exceed the threshold. */
    static int above(double[] values, double threshold) {
        int above = 0;
        for (double value : values) {
            above += value > threshold ? 1 : 0;
        }
        return above;
    }

    /** Percentile by linear interpolation at position {@code q · (n - 1)}, rounded as numpy does. */
    static double percentile(double[] ascending, double q) {
        double position = q * (ascending.length - 1);
        int below = (int) position;
        int next = Math.min(below + 1, ascending.length - 1);
        double part = position - below;
        double step = ascending[next] - ascending[below];
        return part < HALF ? ascending[below] + step * part : ascending[next] - step * (1 - part);
    }
}
