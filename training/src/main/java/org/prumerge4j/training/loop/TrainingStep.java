package org.prumerge4j.training.loop;

import java.io.IOException;
import org.prumerge4j.training.accumulation.GradientSink;

/** Computes loss and gradients of one micro-batch: the model, seen from the loop. */
@FunctionalInterface
public interface TrainingStep {
    /**
     * Forward and backward pass with the parameters as they are now.
     *
     * @param batch which samples, and the seed of everything random about them
     * @param gradients takes the gradient of the SUM of the token losses with respect to every trained parameter
     * @return sum of the token losses and what it is a sum of
     */
    MicroBatchLoss compute(MicroBatch batch, GradientSink gradients) throws IOException;
}
