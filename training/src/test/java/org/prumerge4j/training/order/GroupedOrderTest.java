package org.prumerge4j.training.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupedOrderTest {
    private static int[] lengths(int samples, double text, int longest, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, samples)
                .map(i -> (1 + random.nextInt(longest)) * (random.nextDouble() < text ? -1 : 1))
                .toArray();
    }

    @Property(tries = 300)
    void isTheDocumentedOrder(
            @ForAll @IntRange(min = 1, max = 300) int samples,
            @ForAll @DoubleRange(min = -0.2, max = 1.2) double text,
            @ForAll @IntRange(min = 1, max = 9) int batchSize,
            @ForAll @IntRange(min = 1, max = 9) int accumulation,
            @ForAll @IntRange(min = 1, max = 50) int longest,
            @ForAll long seed) {
        int[] lengths = lengths(samples, text, longest, seed);

        int[] order = new GroupedOrder(lengths, batchSize, accumulation, seed).epoch(3);

        assertThat(order)
                .containsExactly(new GroupedOrderOracle(lengths, batchSize, accumulation)
                        .epoch(seed, 3).stream().mapToInt(i -> i).toArray());
        Arrays.sort(order);
        assertThat(order).containsExactly(IntStream.range(0, samples).toArray());
    }

    @Test
    void dealsASortedStepToTheShortestMicroBatch() {
        // Longest first: 9 to the first, 8 to the second, 7 to the second? No: to the third, and so on backwards.
        int[] lengths = {5, 9, 1, 8, 7, 6};

        int[] order = new GroupedOrder(lengths, 2, 3, 11).epoch(0);

        assertThat(Arrays.stream(order).map(i -> lengths[i])).containsExactly(9, 1, 8, 5, 7, 6);
    }

    @Test
    void dealsAnIncompleteStepInTurn() {
        int[] lengths = {5, 9, 1, 8};

        int[] order = new GroupedOrder(lengths, 2, 3, 11).epoch(0);

        assertThat(Arrays.stream(order).map(i -> lengths[i])).containsExactly(9, 1, 8, 5);
    }

    @Test
    void mixesModalitiesOnlyAtTheEnd() {
        int[] lengths = lengths(1000, 0.3, 100, 5);
        int[] order = new GroupedOrder(lengths, 4, 4, 5).epoch(1);
        long images = Arrays.stream(lengths).filter(length -> length > 0).count();
        int last = (int) ((images - 1) % 16 + 1 + (1000 - images - 1) % 16 + 1);

        for (int step = 0; step < 1000 - last; step += 16) {
            assertThat(Arrays.stream(order, step, step + 16)
                            .map(i -> Integer.signum(lengths[i]))
                            .distinct()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(Arrays.stream(order, 1000 - last, 1000)).isSorted();
        assertThat(Arrays.stream(order, 1000 - last, 1000).map(i -> Integer.signum(lengths[i])))
                .contains(1, -1);
    }

    @Test
    void everyEpochAndSeedHasAnOrderOfItsOwn() {
        int[] lengths = lengths(200, 0.2, 30, 1);
        GroupedOrder order = new GroupedOrder(lengths, 4, 2, 7);

        assertThat(order.epoch(0)).isEqualTo(order.epoch(0)).isNotEqualTo(order.epoch(1));
        assertThat(order.epoch(0)).isNotEqualTo(new GroupedOrder(lengths, 4, 2, 8).epoch(0));
    }

    @Test
    void describesEverythingThatChangesIt() {
        int[] lengths = {1, 2, -3};
        String description = new GroupedOrder(lengths, 4, 2, 7).description();

        assertThat(description).isEqualTo(new GroupedOrder(new int[] {1, 2, -3}, 4, 2, 7).description());
        assertThat(description).isNotEqualTo(new GroupedOrder(new int[] {1, 2, 3}, 4, 2, 7).description());
        assertThat(description).isNotEqualTo(new GroupedOrder(lengths, 5, 2, 7).description());
        assertThat(description).isNotEqualTo(new GroupedOrder(lengths, 4, 3, 7).description());
        assertThat(description).isNotEqualTo(new GroupedOrder(lengths, 4, 2, 8).description());
    }

    @Test
    void refusesSamplesWithoutLength() {
        assertThatThrownBy(() -> new GroupedOrder(new int[] {3, -1, 0, 0}, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample 2 (counted from 0) has no words");
        assertThatThrownBy(() -> new GroupedOrder(new int[0], 1, 1, 0)).hasMessageContaining("no samples");
        assertThatThrownBy(() -> new GroupedOrder(new int[] {1}, 0, 1, 0)).hasMessageContaining("at least 1");
    }
}
