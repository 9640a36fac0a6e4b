package org.prumerge4j.training.order;

import java.util.List;

/**
 * Samples that go through the model together.
 *
 * @param epoch epoch they belong to, from 0
 * @param indices their indices in the data set
 */
public record Batch(long epoch, List<Integer> indices) {
    /** Copies the list. */
    public Batch {
        indices = List.copyOf(indices);
    }
}
