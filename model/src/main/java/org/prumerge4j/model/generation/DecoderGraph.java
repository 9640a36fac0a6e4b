package org.prumerge4j.model.generation;

import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;

/** The decoder alone: embeddings in, logits of chosen rows out. */
public final class DecoderGraph {
    /** Input: embeddings of all tokens {@code [tokens, hidden]}. */
    public static final String EMBEDDINGS = "decoder.embeddings";
    /** Input: which rows to give logits of, see {@link org.prumerge4j.model.decoder.RowSelection}. */
    public static final String ROWS = "decoder.rows";
    /** Output: logits {@code [rows, vocabulary]}. */
    public static final String LOGITS = "decoder.logits";

    private DecoderGraph() {}

    /** Describes the decoder with the given kind of linear layers. */
    public static Graph describe(DecoderConfig config, LinearLayers linears) {
        GraphBuilder graph = new GraphBuilder();
        Value embeddings = graph.input(EMBEDDINGS, -1, config.hiddenSize());
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value hidden = LlamaDecoder.apply(graph, config, linears, inputs, embeddings);
        Value rows = graph.matmul(graph.input(ROWS, -1, -1), hidden);
        graph.output(LOGITS, LlamaDecoder.head(graph, config, rows));
        return graph.build();
    }
}
