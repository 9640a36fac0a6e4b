package org.prumerge4j.model.graph;

import java.util.List;

/**
 * A mark on a graph: these operations together are one well-known block. The graph holds the block's plain operations
 * all the same; an executor may run something faster that gives the same values.
 *
 * @param kind what the block computes
 * @param inputs names of the values it reads
 * @param output name of the value it makes
 * @param attributes numbers it depends on, as its kind lists them
 */
public record Block(Kind kind, List<String> inputs, String output, List<Double> attributes) {
    /** The blocks there are, with their inputs and attributes. */
    public enum Kind {
        /** Inputs x, weight; attribute epsilon. */
        RMS_NORM,
        /** Inputs x, weight, bias; attribute epsilon. */
        LAYER_NORM,
        /** Input x. */
        QUICK_GELU,
        /** Input x. */
        GELU,
        /** Inputs gate, up. */
        SWIGLU,
        /** Inputs x {@code [tokens, heads * headSize]}, cosines, sines {@code [tokens, headSize / 2]}; attribute headSize. */
        ROTARY,
        /**
         * Inputs queries {@code [queries, heads * headSize]}, keys and values {@code [tokens, keyValueHeads * headSize]}
         * and, unless there are samples of equal length without mask, an additive mask {@code [queries, tokens]};
         * attributes headSize, scale of scores, number of samples of equal length (0 with mask).
         */
        ATTENTION,
        /**
         * Inputs queries {@code [tokens, heads * headSize]}, keys and values of the same tokens {@code [tokens,
         * keyValueHeads * headSize]}, cached keys and values {@code [cached, keyValueHeads * headSize]}, and ranges
         * {@code [tokens, 2 * parts]}: of each part the first key that the token sees and the one after the last,
         * where the last part counts the tokens' own keys from 0, all others the cached ones; attributes headSize,
         * scale of scores.
         */
        CACHED_ATTENTION,
        /** Inputs logits {@code [rows, classes]}, targets {@code [rows]}; a scalar, the sum over rows. */
        CROSS_ENTROPY,
        /** Inputs x, {@link GraphBuilder#DRAW}; attributes probability, upper and lower half of {@link DropoutPattern#stream}. */
        DROPOUT
    }

    /** A block with its own copies of the lists. */
    public Block {
        inputs = List.copyOf(inputs);
        attributes = List.copyOf(attributes);
    }
}
