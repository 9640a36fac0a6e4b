package org.prumerge4j.experiments.efficiency;

import org.prumerge4j.model.config.DecoderConfig;

/**
 * A language model and how it is run. The vision tower, the projector, the reducer and the embedding are not part of it.
 *
 * @param decoder sizes
 * @param batch sequences at once
 * @param bits width of the numbers
 * @param lmHead how the output head is counted
 * @param fusedAttention whether attention is one fused operator that never stores scores (FlashAttention)
 */
public record Workload(DecoderConfig decoder, int batch, Bits bits, LmHead lmHead, boolean fusedAttention) {
    /** @throws IllegalArgumentException if the batch is empty */
    public Workload {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch + " sequences; give at least 1");
        }
    }
}
