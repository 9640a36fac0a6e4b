package org.prumerge4j.training.order;

import static org.assertj.core.api.Assertions.assertThat;

/** A grouped order of which the first epoch was computed twice, independently. */
public final class FullSizeOrder {
    private static final long SEED = 42;

    private FullSizeOrder() {}

    /** The order, once it is found to be that of the oracle. */
    public static SampleOrder checked(int[] lengths, int batchSize, int accumulation) {
        GroupedOrder order = new GroupedOrder(lengths, batchSize, accumulation, SEED);
        int[] expected = new GroupedOrderOracle(lengths, batchSize, accumulation)
                .epoch(SEED, 0).stream().mapToInt(sample -> sample).toArray();
        assertThat(order.epoch(0)).isEqualTo(expected);
        return order;
    }
}
