package org.prumerge4j.model.projector;

import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** LLaVA-1.5's projector {@code mlp{n}x_gelu}: n linears with an exact GELU between each two. */
public final class Projector {
    private Projector() {}

    /**
     * Adds the projector to a graph.
     *
     * @param features visual tokens {@code [tokens, inputSize]}
     * @param role whether the projector is trained
     * @return embeddings {@code [tokens, hiddenSize]}
     */
    public static Value apply(GraphBuilder graph, ProjectorConfig config, Value features, ParameterRole role) {
        Value x = features;
        for (int layer = 0; layer < config.layers(); layer++) {
            if (layer > 0) {
                x = Layers.gelu(graph, x);
            }
            long in = layer == 0 ? config.inputSize() : config.hiddenSize();
            String path = path(layer);
            Value weight = graph.parameter(path + ".weight", role, config.hiddenSize(), in);
            Value bias = graph.parameter(path + ".bias", role, config.hiddenSize());
            x = graph.linear(x, weight, bias);
        }
        return x;
    }

    /** Canonical path of the n-th linear: activations count in its number, as they do in torch's Sequential. */
    public static String path(int layer) {
        return "mm_projector." + 2 * layer;
    }
}
