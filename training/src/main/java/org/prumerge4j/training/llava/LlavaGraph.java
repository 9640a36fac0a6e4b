package org.prumerge4j.training.llava;

import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.model.projector.Projector;
import org.prumerge4j.prumerge.layer.MergeLayer;

/**
 * What one training step computes: patch features are merged into visual tokens, projected, put between the text
 * embeddings, and decoded; the loss is the cross-entropy of the supervised tokens.
 */
public final class LlavaGraph {
    /** Input: features {@code [images, features, channels]}, of patches, or tokens that were merged before. */
    public static final String FEATURES = "vision.features";
    /** Input: merge matrices {@code [images, visual tokens, features]}. */
    public static final String MERGE = "vision.merge";
    /** Input: where visual tokens go, {@code [tokens, images * visual tokens]}, a one per visual position. */
    public static final String PLACEMENT = "vision.placement";
    /** Input: text embeddings {@code [tokens, hidden]}, zero where a visual token goes. */
    public static final String TEXT = "text.embeddings";
    /** Output of {@link #visualTokens}: projected visual tokens {@code [images * visual tokens, hidden]}. */
    public static final String VISUAL_TOKENS = "vision.tokens";

    private LlavaGraph() {}

    /**
     * The graph of a training step.
     *
     * @param linears how the decoder makes its linear layers; adapters come in here
     * @param projectorRole whether the projector is trained too
     * @param computedAgain whether executors may compute the decoder's blocks again in the backward run, to keep less
     */
    public static Graph training(
            LlavaConfig config, LinearLayers linears, ParameterRole projectorRole, boolean computedAgain) {
        GraphBuilder graph = new GraphBuilder();
        if (computedAgain) {
            graph.recomputeBetweenBoundaries();
        }
        DecoderConfig decoder = config.decoder();
        Value text = graph.input(TEXT, -1, decoder.hiddenSize());
        Value projected = project(graph, config, projectorRole);
        Value placed = graph.matmul(graph.input(PLACEMENT, -1, -1), projected);
        DecoderInputs inputs = DecoderInputs.declare(graph, decoder.headSize());
        Value rows = SupervisedLoss.rows(graph);
        Value hidden = LlamaDecoder.applyToRows(graph, decoder, linears, inputs, graph.add(text, placed), rows);
        SupervisedLoss.describe(graph, decoder, hidden);
        return graph.build();
    }

    /** The graph of an image's way into the decoder's embeddings, for answering questions. */
    public static Graph visualTokens(LlavaConfig config) {
        GraphBuilder graph = new GraphBuilder();
        graph.output(VISUAL_TOKENS, project(graph, config, ParameterRole.FROZEN));
        return graph.build();
    }

    private static Value project(GraphBuilder graph, LlavaConfig config, ParameterRole role) {
        int channels = config.vision().hiddenSize();
        Value features = graph.input(FEATURES, -1, -1, channels);
        Value merge = graph.input(MERGE, -1, -1, -1);
        Value visual = MergeLayer.apply(graph, merge, features, channels);
        return Projector.apply(graph, config.projector(), visual, role);
    }
}
