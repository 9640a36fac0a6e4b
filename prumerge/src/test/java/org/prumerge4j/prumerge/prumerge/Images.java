package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import java.util.Random;
import org.prumerge4j.prumerge.ReducerInput;

/** Made-up images for tests. */
final class Images {
    /** What the keys of an image are like. */
    enum Keys {
        /** Any numbers. */
        SMOOTH,
        /** Small whole numbers: many products are equal, exactly. */
        COARSE,
        /** A few different keys, each many times. */
        REPEATED,
        /** One key for all patches. */
        CONSTANT,
        /** Keys of very different lengths, some zero. */
        UNEVEN
    }

    private Images() {}

    static ReducerInput of(Keys kind, int rows, int gridWidth, int heads, int headWidth, long seed) {
        Random random = new Random(seed);
        int patches = rows * gridWidth;
        int channels = heads * headWidth;
        float[] query = values(kind, random, channels);
        float[] keys = values(kind, random, (1 + patches) * channels);
        if (kind == Keys.CONSTANT || kind == Keys.REPEATED) {
            int different = kind == Keys.CONSTANT ? 1 : 1 + random.nextInt(4);
            for (int token = 1 + different; token <= patches; token++) {
                int copied = 1 + random.nextInt(different);
                System.arraycopy(keys, copied * channels, keys, token * channels, channels);
            }
        }
        if (kind == Keys.UNEVEN) {
            for (int token = 0; token <= patches; token++) {
                float factor = random.nextInt(8) == 0 ? 0 : (float) Math.pow(10, random.nextInt(7) - 4);
                for (int c = 0; c < channels; c++) {
                    keys[token * channels + c] *= factor;
                }
            }
        }
        return new ReducerInput("seed " + seed, patches, gridWidth, channels, heads, query, keys);
    }

    /** An image of one channel whose logits are the values given: attention falls with them. */
    static ReducerInput ofLogits(int gridWidth, double... logits) {
        float[] keys = new float[1 + logits.length];
        for (int patch = 0; patch < logits.length; patch++) {
            keys[patch + 1] = (float) logits[patch];
        }
        return new ReducerInput("logits", logits.length, gridWidth, 1, 1, new float[] {1}, keys);
    }

    /** An image of which {@code outliers} patches, the last ones, get all the attention. */
    static ReducerInput withOutliers(int patches, int gridWidth, int outliers) {
        double[] logits = new double[patches];
        for (int i = 0; i < outliers; i++) {
            logits[patches - 1 - i] = 8 - 0.001 * i;
        }
        return ofLogits(gridWidth, logits);
    }

    private static float[] values(Keys kind, Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = kind == Keys.COARSE ? random.nextInt(5) - 2 : (float) random.nextGaussian();
        }
        return values;
    }

    static ReducerInput withKey(ReducerInput input, int token, float value) {
        float[] keys = Arrays.copyOf(input.keys(), input.keys().length);
        keys[token * input.channels()] = value;
        return new ReducerInput(
                input.identity(),
                input.patches(),
                input.gridWidth(),
                input.channels(),
                input.heads(),
                input.classQuery(),
                keys);
    }
}
