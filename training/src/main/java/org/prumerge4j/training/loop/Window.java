package org.prumerge4j.training.loop;

import java.util.List;

/**
 * The micro-batches of one step.
 *
 * @param step its number, from 1
 * @param epoch epoch it belongs to, from 1
 * @param microBatches at least one
 */
record Window(long step, long epoch, List<MicroBatch> microBatches) {
    /** Ids of all its samples, in order. */
    List<String> ids() {
        return microBatches.stream().flatMap(batch -> batch.ids().stream()).toList();
    }
}
