package org.prumerge4j.training.loop;

import org.prumerge4j.training.checkpoint.BatchWork;

/**
 * Loss of one micro-batch.
 *
 * @param sum sum of the losses of its supervised tokens
 * @param supervisedTokens their number
 * @param tokens all tokens that went through the decoder, padding not counted
 * @param work what went into the batch
 */
public record MicroBatchLoss(double sum, long supervisedTokens, long tokens, BatchWork work) {
    /** A loss of which nothing else is known. */
    public MicroBatchLoss(double sum, long supervisedTokens, long tokens) {
        this(sum, supervisedTokens, tokens, BatchWork.NONE);
    }
}
