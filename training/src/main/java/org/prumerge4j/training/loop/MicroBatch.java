package org.prumerge4j.training.loop;

import java.util.List;
import org.prumerge4j.training.order.RandomStreams;

/**
 * Samples that go through the model together.
 *
 * @param step step they belong to, from 1
 * @param index number of the micro-batch within the step, from 0
 * @param samples their indices in the data set
 * @param ids their ids, in the same order
 * @param randomSeed seed of everything random in this micro-batch, such as dropout; see {@link
 *     RandomStreams#ofMicroBatch}
 */
public record MicroBatch(long step, int index, List<Integer> samples, List<String> ids, long randomSeed) {
    /** Copies the lists. */
    public MicroBatch {
        samples = List.copyOf(samples);
        ids = List.copyOf(ids);
    }
}
