package org.prumerge4j.model.decoder;

import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** Linear layers as the checkpoint has them, never trained. */
public final class FrozenLinears implements LinearLayers {
    @Override
    public Value apply(GraphBuilder graph, String path, Value x, long in, long out) {
        return graph.linear(x, graph.parameter(path + ".weight", ParameterRole.FROZEN, out, in));
    }
}
