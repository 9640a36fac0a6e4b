package org.prumerge4j.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.Value;

/**
 * Cross-entropy of the rows whose next token is supervised; logits of other rows are never computed.
 *
 * @param rows index of each supervised row among all tokens
 * @param targets token that should follow each of them
 */
public record SupervisedLoss(List<Integer> rows, List<Integer> targets) {
    /** Input: which rows are supervised, see {@link RowSelection}. */
    public static final String ROWS = "loss.rows";
    /** Input: the token that should follow each of them {@code [rows]}. */
    public static final String TARGETS = "loss.targets";
    /** The loss: sum over supervised rows, not their mean, so that batches of any size add up. */
    public static final String LOSS = "loss.sum";
    /** Output: logits {@code [rows, vocabulary]}. */
    public static final String LOGITS = "loss.logits";

    /** Rows with their own copies of the lists. */
    public SupervisedLoss {
        rows = List.copyOf(rows);
        targets = List.copyOf(targets);
        if (rows.size() != targets.size()) {
            throw new IllegalArgumentException(rows.size() + " rows but " + targets.size() + " targets");
        }
    }

    /**
     * The supervised rows of samples that lie one after another. The first label of a sample has nobody to predict it.
     *
     * @param labels of each sample, one per token
     * @param ignored label of a token that is not supervised
     */
    public static SupervisedLoss of(List<int[]> labels, int ignored) {
        List<Integer> rows = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        int start = 0;
        for (int[] sample : labels) {
            for (int token = 1; token < sample.length; token++) {
                if (sample[token] != ignored) {
                    rows.add(start + token - 1);
                    targets.add(sample[token]);
                }
            }
            start += sample.length;
        }
        return new SupervisedLoss(rows, targets);
    }

    /** Declares the input that picks the supervised rows, {@code [rows, tokens]}. */
    public static Value rows(GraphBuilder graph) {
        return graph.input(ROWS, -1, -1);
    }

    /**
     * Adds head and loss to a graph.
     *
     * @param supervised {@code [rows, hidden]}, the decoder's result for {@link #rows}
     */
    public static void describe(GraphBuilder graph, DecoderConfig config, Value supervised) {
        Value logits = LlamaDecoder.head(graph, config, supervised);
        graph.output(LOGITS, logits);
        Value targets = graph.integers(TARGETS, -1);
        graph.loss(LOSS, Layers.crossEntropy(graph, logits, targets, config.vocabularySize()));
    }

    /**
     * The arrays of the two inputs.
     *
     * @param tokens tokens of the whole batch
     */
    public Map<String, INDArray> arrays(int tokens) {
        int[] picked = rows.stream().mapToInt(Integer::intValue).toArray();
        int[] next = targets.stream().mapToInt(Integer::intValue).toArray();
        return Map.of(ROWS, RowSelection.matrix(picked, tokens), TARGETS, Nd4j.createFromArray(next));
    }
}
