package org.prumerge4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Property(tries = 200)
    void everyValueLiesOnALinearAxisWithAFewTicks(
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double one,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double other) {
        Axis axis = Axis.linear("x", one, other);

        assertThat(axis.place(one)).isBetween(-1e-9, 1 + 1e-9);
        assertThat(axis.place(other)).isBetween(-1e-9, 1 + 1e-9);
        assertThat(axis.ticks()).hasSizeBetween(2, 10).isSorted();
    }

    @Test
    void doublingTakesEqualSteps() {
        Axis axis = Axis.doubling("tokens", 4, 196);

        assertThat(axis.ticks()).containsExactly(2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0);
        assertThat(axis.place(8) - axis.place(4)).isCloseTo(axis.place(128) - axis.place(64), within(1e-12));
        assertThat(axis.place(196)).isLessThan(1);
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(Axis.fromZero("loss", 2.3, 0.4).ticks()).containsExactly(0.0, 0.5, 1.0, 1.5, 2.0, 2.5);
        assertThat(Axis.linear("percent", 41.6, 84.1).text(50)).isEqualTo("50");
        assertThat(Axis.fromZero("loss", 2.3).text(2.5)).isEqualTo("2.5");
    }

    @Test
    void spreadIsThatOfASample() {
        assertThat(Spread.of(1, 2, 3).text(1)).isEqualTo("2.0 ± 1.0");
        assertThat(Spread.of(5).text(1)).isEqualTo("5.0");
        assertThat(Spread.of().text(1)).isEqualTo("–");
    }
}
