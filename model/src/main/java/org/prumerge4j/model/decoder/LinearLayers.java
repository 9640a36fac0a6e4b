package org.prumerge4j.model.decoder;

import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/** How the decoder makes each of its linear layers: plainly, or with something added to them. */
@FunctionalInterface
public interface LinearLayers {
    /**
     * Adds one linear layer without bias to a graph.
     *
     * @param path where the layer is, e.g. {@code model.layers.0.self_attn.q_proj}
     * @param x {@code [tokens, in]}
     * @return {@code [tokens, out]}
     */
    Value apply(GraphBuilder graph, String path, Value x, long in, long out);
}
