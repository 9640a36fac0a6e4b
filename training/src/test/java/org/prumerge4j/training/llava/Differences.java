package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares arrays as the golden cases' tolerances mean it. */
final class Differences {
    private Differences() {}

    /** The largest difference, relative to the largest magnitude expected. */
    static void assertRelative(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        assertThat(difference).as("largest difference of %s", what).isLessThanOrEqualTo(tolerance * largest);
    }
}
