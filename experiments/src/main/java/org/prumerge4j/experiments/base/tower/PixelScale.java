package org.prumerge4j.experiments.base.tower;

import java.util.List;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;

/**
 * Mean and deviation of the pixels of a world. Scenes are dark: with the statistics of photographs nothing would be
 * near zero, and shapes would be learned late or never.
 */
public final class PixelScale {
    private static final int SCENES = 500;
    private static final double WHITE = 255;
    /** Digits kept: what a file says is exactly what was used. */
    private static final double DIGITS = 1e4;

    private final PixelSettings settings;
    private final float[][] values;

    /** A scale as a checkpoint has it. */
    public PixelScale(PixelSettings settings) {
        this.settings = settings;
        values = new float[RgbImage.CHANNELS][(int) WHITE + 1];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int value = 0; value <= WHITE; value++) {
                double mean = settings.mean().get(channel);
                values[channel][value] = (float)
                        ((value / WHITE - mean) / settings.standardDeviation().get(channel));
            }
        }
    }

    /** The scale of a world, measured on its first training scenes. */
    public static PixelScale of(ShapesWorld world) {
        double[] sums = new double[RgbImage.CHANNELS];
        double[] squares = new double[RgbImage.CHANNELS];
        long count = 0;
        for (int index = 0; index < SCENES; index++) {
            byte[] rgb = world.image(world.scene(Split.TRAIN, index)).rgb();
            for (int i = 0; i < rgb.length; i++) {
                double value = (rgb[i] & 0xFF) / WHITE;
                sums[i % RgbImage.CHANNELS] += value;
                squares[i % RgbImage.CHANNELS] += value * value;
            }
            count += rgb.length / RgbImage.CHANNELS;
        }
        Double[] means = new Double[RgbImage.CHANNELS];
        Double[] deviations = new Double[RgbImage.CHANNELS];
        for (int i = 0; i < RgbImage.CHANNELS; i++) {
            double mean = sums[i] / count;
            means[i] = rounded(mean);
            deviations[i] = rounded(Math.sqrt(squares[i] / count - mean * mean));
        }
        return new PixelScale(new PixelSettings(Scene.SIDE, Scene.SIDE, List.of(means), List.of(deviations)));
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }

    /** What a checkpoint says about pixels. */
    public PixelSettings settings() {
        return settings;
    }

    /** Writes the pixels of an image as the tower takes them, {@code [3, height, width]} from an offset on. */
    public void write(RgbImage image, float[] to, int offset) {
        byte[] rgb = image.rgb();
        int pixels = rgb.length / RgbImage.CHANNELS;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            float[] scaled = values[channel];
            for (int i = 0; i < pixels; i++) {
                to[offset + channel * pixels + i] = scaled[rgb[i * RgbImage.CHANNELS + channel] & 0xFF];
            }
        }
    }
}
