package org.prumerge4j.training.llava;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.FrozenLinears;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.engine.Executors;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.generation.CachedDecoderGraph;
import org.prumerge4j.model.generation.DecoderGraph;
import org.prumerge4j.model.generation.DecoderLogits;
import org.prumerge4j.model.generation.Generator;
import org.prumerge4j.model.generation.Limits;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.prumerge.MergeMatrix;

/**
 * A LLaVA that answers: weights as a checkpoint has them, or with adapters merged into them.
 *
 * <p>Prompts are ids in which {@link org.prumerge4j.data.sample.ImageTokens#IMAGE_TOKEN_ID} stands for the image.
 */
public final class LlavaAnswers implements AutoCloseable {
    private final LlavaConfig config;
    private final TokenEmbeddings embeddings;
    private final Map<String, INDArray> projectorWeights;
    private final Map<String, INDArray> decoderWeights;
    private final GraphExecutor projector;
    private final GraphExecutor decoder;
    private final Generator generator;
    private final Splicer splicer;
    private final SharedPrompts prompts;

    /**
     * A model.
     *
     * @param weights under canonical names; has to stay open
     * @param maxLength to which prompts are cut once visual tokens are in
     */
    public LlavaAnswers(LlavaConfig config, TensorSource weights, int maxLength) {
        this.config = config;
        this.embeddings = new TokenEmbeddings(weights);
        Graph projectorGraph = LlavaGraph.visualTokens(config);
        Graph decoderGraph = CachedDecoderGraph.describe(config.decoder(), new FrozenLinears());
        this.projectorWeights = ParameterArrays.load(projectorGraph, ParameterRole.FROZEN, weights);
        this.decoderWeights = ParameterArrays.load(decoderGraph, ParameterRole.FROZEN, weights);
        this.projector = Executors.create(projectorGraph, projectorWeights);
        this.decoder = Executors.create(decoderGraph, decoderWeights);
        this.generator = new Generator(config.decoder(), decoder, embeddings::of);
        this.splicer = new Splicer(maxLength);
        this.prompts =
                new SharedPrompts(splicer, embeddings::of, config.decoder().hiddenSize());
    }

    /**
     * Continues prompts greedily, many at a time. What they have in common goes through the decoder once, above all
     * what those about one image do.
     *
     * @param limits when an answer ends
     * @return ids of the answers in the order of the questions, each with the end id if one was reached
     */
    public List<int[]> answer(List<Question> questions, Limits limits) {
        return questions.isEmpty() ? List.of() : generator.answer(prompts.of(questions, this::visualTokens), limits);
    }

    /** What the decoder reads for a prompt: {@code [tokens, hidden]} row by row. */
    public float[] promptEmbeddings(int[] promptIds, @Nullable ReducedImage image) {
        int hidden = config.decoder().hiddenSize();
        float[] visual = image == null ? new float[0] : visualTokens(image);
        SplicedSample prompt = image == null
                ? splicer.splicePrompt("prompt", promptIds)
                : splicer.splicePrompt("prompt", promptIds, image.merge().rows());
        float[] rows = new float[prompt.length() * hidden];
        for (int position = 0; position < prompt.length(); position++) {
            int visualRow = prompt.visualRows()[position];
            if (visualRow == SplicedSample.NONE) {
                System.arraycopy(embeddings.of(prompt.tokenIds()[position]), 0, rows, position * hidden, hidden);
            } else {
                System.arraycopy(visual, visualRow * hidden, rows, position * hidden, hidden);
            }
        }
        return rows;
    }

    /**
     * Logits after every token of a sequence.
     *
     * @param sequence {@code [tokens, hidden]} row by row
     * @return {@code [tokens, vocabulary]} row by row
     */
    public float[] logits(float[] sequence) {
        Graph graph = DecoderGraph.describe(config.decoder(), new FrozenLinears());
        try (GraphExecutor executor = Executors.create(graph, decoderWeights)) {
            return new DecoderLogits(config.decoder(), executor).ofAll(sequence);
        }
    }

    private float[] visualTokens(ReducedImage image) {
        MergeMatrix merge = image.merge();
        int patches = merge.patches();
        INDArray features = Nd4j.createFromArray(image.features()).reshape(1, patches, -1);
        INDArray matrix = Nd4j.createFromArray(merge.dense()).reshape(1, merge.rows(), patches);
        Map<String, INDArray> outputs = projector.run(
                Map.of(LlavaGraph.FEATURES, features, LlavaGraph.MERGE, matrix), List.of(LlavaGraph.VISUAL_TOKENS));
        INDArray tokens = outputs.get(LlavaGraph.VISUAL_TOKENS);
        if (tokens == null) {
            throw new IllegalStateException("the executor gave no " + LlavaGraph.VISUAL_TOKENS);
        }
        float[] values = tokens.reshape(tokens.length()).toFloatVector();
        features.close();
        matrix.close();
        tokens.close();
        return values;
    }

    @Override
    public void close() {
        generator.close();
        projector.close();
        decoder.close();
        projectorWeights.values().forEach(INDArray::close);
        decoderWeights.values().forEach(INDArray::close);
    }
}
