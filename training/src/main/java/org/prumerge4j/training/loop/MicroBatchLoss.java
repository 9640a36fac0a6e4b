package org.prumerge4j.training.loop;

/**
 * Loss of one micro-batch.
 *
 * @param sum sum of the losses of its supervised tokens
 * @param supervisedTokens their number
 * @param tokens all tokens that went through the decoder, padding not counted
 */
public record MicroBatchLoss(double sum, long supervisedTokens, long tokens) {}
