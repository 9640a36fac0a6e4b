package org.prumerge4j.lora;

import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/**
 * Linear layers with low-rank adapters beside their frozen weights: {@code y = x W^T + scaling (mask x) A^T B^T} (Hu et
 * al., arXiv 2106.09685, eq. 3).
 *
 * <p>The adapter is applied to activations; the product {@code B A}, as large as the weight, never exists. Layers
 * without an adapter stay plain. With dropout, elements of each adapter's input are zeroed as {@link DropoutMasks} says,
 * independently of the other adapters.
 */
public final class LoraLinears implements LinearLayers {
    private final AdapterLayout layout;
    private final ParameterRole role;
    private final double dropout;

    private LoraLinears(AdapterLayout layout, ParameterRole role, double dropout) {
        this.layout = layout;
        this.role = role;
        this.dropout = dropout;
    }

    /** For a graph that trains the adapters, with {@link DropoutMasks#inputs} if the dropout probability is above 0. */
    public static LoraLinears training(AdapterLayout layout, double dropout) {
        return new LoraLinears(layout, ParameterRole.TRAINABLE, dropout);
    }

    /** For a graph that only applies the adapters: without dropout, and all parameters frozen. */
    public static LoraLinears evaluation(AdapterLayout layout) {
        return new LoraLinears(layout, ParameterRole.FROZEN, 0);
    }

    /**
     * One linear layer.
     *
     * @param x {@code [tokens, in]}
     * @return {@code [tokens, out]}
     * @throws IllegalArgumentException if the layer's adapter was made for another width
     */
    @Override
    public Value apply(GraphBuilder graph, String path, Value x, long in, long out) {
        LinearShape linear = new LinearShape(path, in, out);
        Value weight = graph.parameter(linear.weightName(), ParameterRole.FROZEN, out, in);
        Value base = graph.linear(x, weight);
        return layout.find(path)
                .map(adapter -> graph.add(base, branch(graph, adapter, linear, x)))
                .orElse(base);
    }

    private Value branch(GraphBuilder graph, Adapter adapter, LinearShape linear, Value x) {
        if (!adapter.linear().equals(linear)) {
            throw new IllegalArgumentException(
                    "the adapter was made for " + adapter.linear() + ", the decoder has " + linear);
        }
        Value a = graph.parameter(adapter.nameA(), role, adapter.shapeA().toArray());
        Value b = graph.parameter(adapter.nameB(), role, adapter.shapeB().toArray());
        Value kept = dropout > 0
                ? graph.dropout(x, adapter.dropoutName(), linear.in(), DropoutMasks.pattern(dropout, adapter))
                : x;
        // Scaled where the array is narrowest.
        Value low = graph.scale(graph.linear(kept, a), adapter.scaling());
        return graph.linear(low, b);
    }
}
