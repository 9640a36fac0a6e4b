package org.prumerge4j.model.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.RowSelection;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.GraphExecutor;

/** Logits from a graph of {@link DecoderGraph}; every call runs all tokens anew. */
public final class DecoderLogits {
    private final DecoderConfig config;
    private final GraphExecutor executor;

    /** Logits of the given decoder; the executor stays the caller's to close. */
    public DecoderLogits(DecoderConfig config, GraphExecutor executor) {
        this.config = config;
        this.executor = executor;
    }

    /**
     * Logits of the token that follows.
     *
     * @param embeddings all tokens so far, {@code [tokens, hidden]} row by row
     * @return {@code [vocabulary]}
     */
    public float[] after(float[] embeddings) {
        int tokens = embeddings.length / config.hiddenSize();
        return logits(embeddings, TokenLayout.of(tokens), new int[] {tokens - 1});
    }

    /** Logits of every token of one sample, {@code [tokens, vocabulary]} row by row. */
    public float[] ofAll(float[] embeddings) {
        int tokens = embeddings.length / config.hiddenSize();
        return logits(
                embeddings, TokenLayout.of(tokens), IntStream.range(0, tokens).toArray());
    }

    /**
     * Logits of chosen rows of a batch.
     *
     * @param embeddings all samples one after another, {@code [tokens, hidden]} row by row
     * @param rows indices of the rows wanted
     * @return {@code [rows, vocabulary]} row by row
     */
    public float[] logits(float[] embeddings, TokenLayout layout, int[] rows) {
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.put(
                DecoderGraph.EMBEDDINGS,
                Nd4j.createFromArray(embeddings).reshape(layout.tokens(), config.hiddenSize()));
        inputs.put(DecoderGraph.ROWS, RowSelection.matrix(rows, layout.tokens()));
        Map<String, INDArray> outputs = executor.run(inputs, List.of(DecoderGraph.LOGITS));
        INDArray logits = outputs.get(DecoderGraph.LOGITS);
        if (logits == null) {
            throw new IllegalStateException("the executor gave no " + DecoderGraph.LOGITS);
        }
        float[] values = logits.reshape(logits.length()).toFloatVector();
        inputs.values().forEach(INDArray::close);
        logits.close();
        return values;
    }
}
