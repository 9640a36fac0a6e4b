package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GemmRateTest {
    /** A core does some 10^9 operations a second at worst, the largest machine of today some 10^14. */
    @Test
    void aMachineMultipliesAtAPlausibleRate() {
        assertThat(GemmRate.measure()).isBetween(1e8, 1e15);
    }
}
