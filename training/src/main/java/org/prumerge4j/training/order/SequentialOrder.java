package org.prumerge4j.training.order;

import java.util.stream.IntStream;

/**
 * The order of the data file, every epoch.
 *
 * @param samples number of samples
 */
public record SequentialOrder(int samples) implements SampleOrder {
    /** Checks the number. */
    public SequentialOrder {
        if (samples < 1) {
            throw new IllegalArgumentException("there are no samples to order");
        }
    }

    @Override
    public int[] epoch(long epoch) {
        return IntStream.range(0, samples).toArray();
    }

    @Override
    public String description() {
        return "sequential";
    }
}
