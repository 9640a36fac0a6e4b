package org.prumerge4j.prumerge.prumerge;

import java.util.Arrays;
import org.prumerge4j.prumerge.ReducerInput;

/**
 * Products of the scaled keys of some patches with those of all: a matrix product in float.
 *
 * <p>Works on a panel of a few channels of all patches at a time, transposed, so that it stays in the first-level cache
 * while each kept patch's row of products grows by it, and so that the innermost loop runs over patches that lie side
 * by side: the form the just-in-time compiler turns into vector instructions.
 */
final class KeyProducts {
    /** Channels of a panel: as many as the innermost loop is written out for. */
    private static final int CHANNELS = 8;

    private final ReducerInput input;
    private final float[] scales;
    private final float[] panel;

    /** Products of keys multiplied by {@code scales}, one for each patch. */
    KeyProducts(ReducerInput input, float[] scales) {
        this.input = input;
        this.scales = scales;
        this.panel = new float[CHANNELS * input.patches()];
    }

    /** Products of each centre with each patch, [centres, N]. */
    float[] of(int[] centres) {
        int patches = input.patches();
        float[] products = new float[centres.length * patches];
        float[] sums = new float[patches];
        for (int channel = 0; channel < input.channels(); channel += CHANNELS) {
            fillPanel(channel);
            for (int i = 0; i < centres.length; i++) {
                System.arraycopy(products, i * patches, sums, 0, patches);
                addPanel(centres[i], sums);
                System.arraycopy(sums, 0, products, i * patches, patches);
            }
        }
        return products;
    }

    private void fillPanel(int first) {
        int patches = input.patches();
        int channels = input.channels();
        float[] keys = input.keys();
        int present = Math.min(CHANNELS, channels - first);
        if (present < CHANNELS) {
            Arrays.fill(panel, 0);
        }
        for (int patch = 0; patch < patches; patch++) {
            int key = (patch + 1) * channels + first;
            float scale = scales[patch];
            for (int channel = 0; channel < present; channel++) {
                panel[channel * patches + patch] = keys[key + channel] * scale;
            }
        }
    }

    private void addPanel(int centre, float[] sums) {
        int n = sums.length;
        float[] p = panel;
        float a0 = p[centre];
        float a1 = p[n + centre];
        float a2 = p[2 * n + centre];
        float a3 = p[3 * n + centre];
        float a4 = p[4 * n + centre];
        float a5 = p[5 * n + centre];
        float a6 = p[6 * n + centre];
        float a7 = p[7 * n + centre];
        for (int i = 0; i < n; i++) {
            sums[i] += a0 * p[i]
                    + a1 * p[n + i]
                    + a2 * p[2 * n + i]
                    + a3 * p[3 * n + i]
                    + a4 * p[4 * n + i]
                    + a5 * p[5 * n + i]
                    + a6 * p[6 * n + i]
                    + a7 * p[7 * n + i];
        }
    }
}
