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
    /**
     * Channels the innermost loop takes at once. More would save loads of the sums, but from six on HotSpot 17 no
     * longer vectorises the loop, which costs a factor of seven.
     */
    private static final int CHANNELS = 4;
    /** Panels filled at a time: 16 channels are a cache line of a key. */
    private static final int PANELS = 4;

    private final ReducerInput input;
    private final float[] scales;
    /** A row of all patches for each channel. */
    private final float[][] panels;

    /** Products of keys multiplied by {@code scales}, one for each patch. */
    KeyProducts(ReducerInput input, float[] scales) {
        this.input = input;
        this.scales = scales;
        this.panels = new float[PANELS * CHANNELS][input.patches()];
    }

    /** Products of each centre with each patch, [centres][N]. */
    float[][] of(int[] centres) {
        float[][] products = new float[centres.length][input.patches()];
        for (int channel = 0; channel < input.channels(); channel += panels.length) {
            fillPanels(channel);
            int used = Math.min(panels.length, input.channels() - channel);
            for (int i = 0; i < centres.length; i++) {
                for (int row = 0; row < used; row += CHANNELS) {
                    addPanel(row, centres[i], products[i]);
                }
            }
        }
        return products;
    }

    private void fillPanels(int first) {
        int channels = input.channels();
        float[] keys = input.keys();
        int present = Math.min(panels.length, channels - first);
        for (int row = present; row < panels.length; row++) {
            Arrays.fill(panels[row], 0);
        }
        for (int patch = 0; patch < scales.length; patch++) {
            int key = (patch + 1) * channels + first;
            float scale = scales[patch];
            for (int row = 0; row < present; row++) {
                panels[row][patch] = keys[key + row] * scale;
            }
        }
    }

    private void addPanel(int row, int centre, float[] sums) {
        float[] channel0 = panels[row];
        float[] channel1 = panels[row + 1];
        float[] channel2 = panels[row + 2];
        float[] channel3 = panels[row + 3];
        float factor0 = channel0[centre];
        float factor1 = channel1[centre];
        float factor2 = channel2[centre];
        float factor3 = channel3[centre];
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor0 * channel0[i] + factor1 * channel1[i] + factor2 * channel2[i] + factor3 * channel3[i];
        }
    }
}
