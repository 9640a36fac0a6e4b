package org.prumerge4j.prumerge.prumerge;

import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Blas;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.prumerge.ReducerInput;

/** Products of the scaled keys of some patches with those of all: a matrix product in float, on the calling thread. */
final class KeyProducts {
    private static final int KEYS = 0;
    private static final int KEPT = 1;

    private final ReducerInput input;
    private final float[] scales;

    /** Products of keys multiplied by {@code scales}, one for each patch. */
    KeyProducts(ReducerInput input, float[] scales) {
        this.input = input;
        this.scales = scales;
    }

    /** Products of each centre with each patch, [centres][N]. */
    float[][] of(int[] centres, Scratch scratch) {
        int patches = input.patches();
        int channels = input.channels();
        Blas.useCallingThreadOnly();
        Region keys = scratch.block(KEYS, patches * channels);
        float[] row = scratch.row(0, channels);
        for (int patch = 0; patch < patches; patch++) {
            System.arraycopy(input.keys(), (patch + 1) * channels, row, 0, channels);
            Vectors.scale(row, scales[patch], channels);
            Vectors.store(row, keys, patch * channels, channels);
        }
        // The kept patches' keys in order, and behind them their products.
        int end = centres.length * channels;
        Region kept = scratch.block(KEPT, end + centres.length * patches);
        for (int i = 0; i < centres.length; i++) {
            Vectors.load(keys, centres[i] * channels, row, channels);
            Vectors.store(row, kept, i * channels, channels);
        }
        scratch.product()
                .transposed(false, true)
                .extents(centres.length, patches, channels)
                .strides(channels, channels, patches);
        scratch.multiply(kept.address(), keys.address(), kept.address(end), false);
        float[][] products = new float[centres.length][patches];
        for (int i = 0; i < centres.length; i++) {
            Vectors.load(kept, end + i * patches, products[i], patches);
        }
        return products;
    }
}
