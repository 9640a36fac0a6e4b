package org.prumerge4j.model.decoder;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.execution.RowWriter;

/** Cosines and sines of rotary angles by position, each computed when first asked for. Used by one thread at a time. */
public final class RotaryTable {
    private final int pairs;
    private final float[] frequencies;
    private float[] cosines = new float[0];
    private float[] sines = new float[0];

    /** The angles of a decoder. */
    public RotaryTable(DecoderConfig config) {
        pairs = config.headSize() / 2;
        frequencies = new float[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            // The reference computes angles in single precision, and so do we: far positions would differ otherwise.
            float exponent = (float) (2 * pair) / config.headSize();
            frequencies[pair] = 1f / (float) Math.pow(config.ropeTheta(), exponent);
        }
    }

    /** Cosines of tokens at the given positions, {@code [tokens, headSize / 2]}. */
    public INDArray cosines(int... positions) {
        reach(positions);
        return rows(cosines, positions);
    }

    /** Sines of tokens at the given positions, {@code [tokens, headSize / 2]}. */
    public INDArray sines(int... positions) {
        reach(positions);
        return rows(sines, positions);
    }

    private void reach(int[] positions) {
        int known = pairs == 0 ? 0 : cosines.length / pairs;
        int wanted = Arrays.stream(positions).max().orElse(-1) + 1;
        if (wanted <= known) {
            return;
        }
        cosines = Arrays.copyOf(cosines, wanted * pairs);
        sines = Arrays.copyOf(sines, wanted * pairs);
        for (int position = known; position < wanted; position++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = position * frequencies[pair];
                cosines[position * pairs + pair] = (float) Math.cos(angle);
                sines[position * pairs + pair] = (float) Math.sin(angle);
            }
        }
    }

    private INDArray rows(float[] table, int[] positions) {
        RowWriter rows = new RowWriter(positions.length, pairs);
        float[] row = new float[pairs];
        for (int token = 0; token < positions.length; token++) {
            System.arraycopy(table, positions[token] * pairs, row, 0, pairs);
            rows.write(token * pairs, row, pairs);
        }
        return rows.array();
    }
}
