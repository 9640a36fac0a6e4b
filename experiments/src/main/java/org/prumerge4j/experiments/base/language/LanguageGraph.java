package org.prumerge4j.experiments.base.language;

import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.FrozenLinears;
import org.prumerge4j.model.decoder.LlamaDecoder;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.model.projector.Projector;

/** Projector and decoder, all of it trained, embeddings too. */
final class LanguageGraph {
    /** Input: which word each token is, {@code [tokens, vocabulary]}, a one in each row of text. */
    static final String TEXT = "text.words";
    /** Input: which visual token each token is, {@code [tokens, visual tokens]}. */
    static final String PLACEMENT = "vision.placement";
    /** Input: what the projector takes, {@code [visual tokens, channels]}. */
    static final String FEATURES = "vision.features";

    private LanguageGraph() {}

    static Graph of(LlavaConfig config) {
        GraphBuilder graph = new GraphBuilder().trainEverything();
        DecoderConfig decoder = config.decoder();
        VisionConfig vision = config.vision();
        Value table = graph.parameter(
                TokenEmbeddings.NAME, ParameterRole.TRAINABLE, decoder.vocabularySize(), decoder.hiddenSize());
        Value text = graph.matmul(graph.input(TEXT, -1, decoder.vocabularySize()), table);
        Value features = graph.input(FEATURES, -1, vision.hiddenSize());
        Value projected = Projector.apply(graph, config.projector(), features, ParameterRole.TRAINABLE);
        Value placed = graph.matmul(graph.input(PLACEMENT, -1, -1), projected);
        DecoderInputs inputs = DecoderInputs.declare(graph, decoder.headSize());
        Value embeddings = graph.add(text, placed);
        Value rows = SupervisedLoss.rows(graph);
        Value hidden = LlamaDecoder.applyToRows(graph, decoder, new FrozenLinears(), inputs, embeddings, rows);
        SupervisedLoss.describe(graph, decoder, hidden);
        return graph.build();
    }
}
