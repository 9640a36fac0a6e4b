package org.prumerge4j.prumerge.prumerge;

import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Blas;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.prumerge.ReducerInput;

/**
 * Products of the scaled keys of some patches with those of all: a matrix product in float, on the calling thread. They lie
 * in scratch memory, for as long as nobody else uses it.
 */
final class KeyProducts {
    private static final int KEYS = 0;
    private static final int KEPT = 1;

    private final int patches;
    /** The kept patches' keys, and behind them their products. */
    private final Region kept;

    private final int start;

    /** Products of the keys of {@code centres} with all keys; each key is multiplied by its patch's scale first. */
    KeyProducts(ReducerInput input, float[] scales, int[] centres, Scratch scratch) {
        patches = input.patches();
        int channels = input.channels();
        Blas.useCallingThreadOnly();
        Region keys = scratch.block(KEYS, patches * channels);
        float[] row = scratch.row(0, channels);
        for (int patch = 0; patch < patches; patch++) {
            System.arraycopy(input.keys(), (patch + 1) * channels, row, 0, channels);
            Vectors.scale(row, scales[patch], channels);
            Vectors.store(row, keys, patch * channels, channels);
        }
        start = centres.length * channels;
        kept = scratch.block(KEPT, start + centres.length * patches);
        for (int i = 0; i < centres.length; i++) {
            Vectors.load(keys, centres[i] * channels, row, channels);
            Vectors.store(row, kept, i * channels, channels);
        }
        scratch.product()
                .transposed(false, true)
                .extents(centres.length, patches, channels)
                .strides(channels, channels, patches);
        scratch.multiply(kept.address(), keys.address(), kept.address(start), false);
    }

    /** Copies the products of the centre at {@code ordinal} with each patch, [N]. */
    void load(int ordinal, float[] row) {
        Vectors.load(kept, start + ordinal * patches, row, patches);
    }
}
