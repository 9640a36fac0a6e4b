package org.prumerge4j.model.decoder;

import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/** How tokens of the decoder look at one another, between the linear layers of an attention block. */
@FunctionalInterface
public interface DecoderAttention {
    /**
     * Adds the attention of one block to a graph.
     *
     * @param path where the block is, e.g. {@code model.layers.0.self_attn}
     * @param queries {@code [tokens, heads * headSize]}, already turned by their rotary angles
     * @param keys {@code [tokens, keyValueHeads * headSize]}, already turned too
     * @param values {@code [tokens, keyValueHeads * headSize]}
     * @return {@code [tokens, heads * headSize]}
     */
    Value apply(GraphBuilder graph, String path, Value queries, Value keys, Value values);
}
