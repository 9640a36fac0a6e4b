package org.prumerge4j.experiments.base.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.RowSelection;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.execution.RowWriter;

/**
 * Many questions about one image in one sequence. They share the beginning of the prompt up to the image; each sees that
 * beginning and itself, and its positions go on right after the image, so that it is answered exactly as if asked alone.
 *
 * <p>Sequences are lengthened to a multiple of some tokens by at least one that is nothing, and supervised rows by rows of
 * that, which keeps the number of different shapes small.
 */
final class Packing {
    private static final float HIDDEN = -1e9f;
    private static final int TOKENS = 32;
    private static final int ROWS = 16;
    private static final int NONE = -1;

    private final int visualTokens;
    private final List<Integer> ids = new ArrayList<>();
    private final List<Integer> visual = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    /** First token seen, end of the shared beginning, first token of the own part. */
    private final List<int[]> seen = new ArrayList<>();

    private final List<Integer> rows = new ArrayList<>();
    private final List<Integer> targets = new ArrayList<>();

    /**
     * A sequence of questions.
     *
     * @param pictured questions about the image; they all begin alike
     * @param alone questions without an image
     */
    Packing(int visualTokens, List<EncodedTurn> pictured, List<EncodedTurn> alone) {
        this.visualTokens = visualTokens;
        int[] before = pictured.isEmpty() ? new int[0] : pictured.get(0).before();
        for (int id : before) {
            add(id, NONE, ids.size(), 0, 0, 0);
        }
        for (int token = 0; token < visualTokens; token++) {
            add(NONE, token, ids.size(), 0, 0, 0);
        }
        int shared = ids.size();
        pictured.forEach(turn -> append(turn, 0, shared));
        alone.forEach(turn -> append(turn, ids.size(), 0));
        int end = ids.size();
        do {
            add(NONE, NONE, ids.size() - end, end, 0, end);
        } while (ids.size() % TOKENS != 0);
    }

    private void append(EncodedTurn turn, int first, int shared) {
        int start = ids.size();
        for (int i = 0; i < turn.after().length; i++) {
            if (i > 0 && turn.labels()[i] != Labels.IGNORE) {
                rows.add(start + i - 1);
                targets.add(turn.labels()[i]);
            }
            add(turn.after()[i], NONE, shared + i, first, shared, start);
        }
    }

    private void add(int id, int visualToken, int position, int first, int shared, int own) {
        ids.add(id);
        visual.add(visualToken);
        positions.add(position);
        seen.add(new int[] {first, shared, own});
    }

    /** The supervised tokens in order, question by question. */
    List<Integer> targets() {
        return targets;
    }

    /** Supervised rows that were added for the sake of the shape; each adds the logarithm of the vocabulary's size. */
    int emptyRows() {
        return (ROWS - rows.size() % ROWS) % ROWS;
    }

    /** The inputs of {@link LanguageGraph} but the features. */
    Map<String, INDArray> arrays(DecoderConfig config) {
        int tokens = ids.size();
        Map<String, INDArray> arrays = new HashMap<>();
        arrays.put(LanguageGraph.TEXT, RowSelection.matrix(array(ids), config.vocabularySize()));
        arrays.put(LanguageGraph.PLACEMENT, RowSelection.matrix(array(visual), visualTokens));
        arrays.put(DecoderInputs.MASK, mask());
        angles(config, arrays);
        int[] picked = Arrays.copyOf(array(rows), rows.size() + emptyRows());
        Arrays.fill(picked, rows.size(), picked.length, tokens - 1);
        arrays.put(SupervisedLoss.ROWS, RowSelection.matrix(picked, tokens));
        arrays.put(SupervisedLoss.TARGETS, Nd4j.createFromArray(Arrays.copyOf(array(targets), picked.length)));
        return arrays;
    }

    private void angles(DecoderConfig config, Map<String, INDArray> arrays) {
        int tokens = ids.size();
        int pairs = config.headSize() / 2;
        RowWriter cosines = new RowWriter(tokens, pairs);
        RowWriter sines = new RowWriter(tokens, pairs);
        for (int pair = 0; pair < pairs; pair++) {
            // In single precision, as the decoder in use has it.
            float exponent = (float) (2 * pair) / config.headSize();
            float frequency = 1f / (float) Math.pow(config.ropeTheta(), exponent);
            for (int token = 0; token < tokens; token++) {
                double angle = positions.get(token) * frequency;
                cosines.write(token * pairs + pair, (float) Math.cos(angle));
                sines.write(token * pairs + pair, (float) Math.sin(angle));
            }
        }
        arrays.put(DecoderInputs.COSINES, cosines.array());
        arrays.put(DecoderInputs.SINES, sines.array());
    }

    /** Additive mask {@code [tokens, tokens]}. */
    private INDArray mask() {
        int tokens = ids.size();
        RowWriter mask = new RowWriter(tokens, tokens);
        float[] row = new float[tokens];
        for (int token = 0; token < tokens; token++) {
            int[] range = seen.get(token);
            Arrays.fill(row, HIDDEN);
            Arrays.fill(row, range[0], Math.max(range[0], range[1]), 0f);
            Arrays.fill(row, range[2], token + 1, 0f);
            mask.write(token * tokens, row, tokens);
        }
        return mask.array();
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
