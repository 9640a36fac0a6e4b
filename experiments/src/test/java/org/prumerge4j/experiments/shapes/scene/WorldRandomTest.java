package org.prumerge4j.experiments.shapes.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorldRandomTest {
    private static final int DRAWS = 60_000;

    @Test
    void followsSplitMix64() {
        // First outputs of SplitMix64 from state 0, which is what no keys at all lead to.
        WorldRandom random = WorldRandom.of();

        assertThat(Long.toHexString(random.bits())).isEqualTo("e220a8397b1dcdaf");
        assertThat(Long.toHexString(random.bits())).isEqualTo("6e789e6aa1b965f4");
    }

    @Test
    void everyKeyCountsAndSoDoesTheirOrder() {
        List<Long> first = List.of(
                WorldRandom.of(1, 2, 3).bits(),
                WorldRandom.of(3, 2, 1).bits(),
                WorldRandom.of(1, 2).bits(),
                WorldRandom.of(1, 2, 4).bits(),
                WorldRandom.of(1, 2, 3, 0).bits());

        assertThat(first).doesNotHaveDuplicates();
        assertThat(WorldRandom.of(1, 2, 3).bits()).isEqualTo(first.get(0));
    }

    @Test
    void numbersAreEvenlySpreadOverTheirRange() {
        WorldRandom random = WorldRandom.of(5);
        int[] counts = new int[6];
        for (int i = 0; i < DRAWS; i++) {
            counts[random.between(-2, 3) + 2]++;
        }

        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Test
    void shufflesWithoutLoss() {
        List<Integer> numbers = IntStream.range(0, 50).boxed().toList();

        assertThat(WorldRandom.of(1).<Integer>shuffled(numbers))
                .containsExactlyInAnyOrderElementsOf(numbers)
                .isNotEqualTo(numbers);
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> WorldRandom.of(1).below(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound is 0, expected at least 1");
    }
}
