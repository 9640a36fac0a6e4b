package org.prumerge4j.model.decoder;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.execution.RowWriter;

/**
 * Where the samples of a batch lie in one concatenated array of tokens, and the arrays that tell the decoder so.
 *
 * @param lengths tokens of each sample, in order
 */
public record TokenLayout(List<Integer> lengths) {
    /** Added to the score of a token that must not be seen: its softmax weight becomes exactly zero. */
    private static final float HIDDEN = -1e9f;

    /** A layout with its own copy of the lengths. */
    public TokenLayout {
        lengths = List.copyOf(lengths);
        if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException("every sample needs at least one token, got lengths " + lengths);
        }
    }

    /** The layout of one sample. */
    public static TokenLayout of(int length) {
        return new TokenLayout(List.of(length));
    }

    /** Tokens of all samples. */
    public int tokens() {
        return lengths.stream().mapToInt(Integer::intValue).sum();
    }

    /** Index of each sample's first token. */
    public int[] starts() {
        int[] starts = new int[lengths.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + lengths.get(i - 1);
        }
        return starts;
    }

    /**
     * The arrays of {@link DecoderInputs} for this layout. Positions count from 0 in every sample, and a token sees
     * itself and what stands before it in its own sample.
     *
     * @throws IllegalArgumentException if a sample is longer than the model's positions
     */
    public Map<String, INDArray> arrays(DecoderConfig config) {
        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        if (longest > config.maxPositions()) {
            throw new IllegalArgumentException("a sample has " + longest + " tokens, but the decoder has only "
                    + config.maxPositions() + " positions; lower the maximum length");
        }
        Map<String, INDArray> arrays = new HashMap<>();
        RotaryTable table = new RotaryTable(config);
        int[] positions = positions();
        arrays.put(DecoderInputs.COSINES, table.cosines(positions));
        arrays.put(DecoderInputs.SINES, table.sines(positions));
        arrays.put(DecoderInputs.MASK, mask());
        return arrays;
    }

    private int[] positions() {
        return lengths.stream()
                .flatMapToInt(length -> IntStream.range(0, length))
                .toArray();
    }

    private INDArray mask() {
        int tokens = tokens();
        RowWriter mask = new RowWriter(tokens, tokens);
        float[] row = new float[tokens];
        int token = 0;
        for (int length : lengths) {
            Arrays.fill(row, HIDDEN);
            for (int end = token + length; token < end; token++) {
                // One more than the token before it could see.
                row[token] = 0f;
                mask.write(Math.multiplyExact(token, tokens), row, tokens);
            }
        }
        return mask.array();
    }
}
