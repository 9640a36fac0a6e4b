package org.prumerge4j.data.image;

import java.util.List;

/** Turns images into what a vision tower takes in; CLIP's preprocessing as LLaVA uses it. */
public final class ImagePreprocessor {
    private static final int MAX_BYTE = 255;
    private static final double BYTE_SCALE = 1 / 255.0;

    private final PixelSettings settings;
    private final AspectRatio aspectRatio;
    private final float[][] normalized;

    /** With what the tower expects, and how to make squares. */
    public ImagePreprocessor(PixelSettings settings, AspectRatio aspectRatio) {
        this.settings = settings;
        this.aspectRatio = aspectRatio;
        this.normalized = normalizedBytes(settings);
    }

    /** Normalised pixels {@code [3, size, size]}, channel by channel and row by row. */
    public float[] preprocess(RgbImage image) {
        RgbImage square = square(image);
        int pixels = settings.size() * settings.size();
        float[] values = new float[RgbImage.CHANNELS * pixels];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int value = square.rgb()[pixel * RgbImage.CHANNELS + channel] & MAX_BYTE;
                values[channel * pixels + pixel] = normalized[channel][value];
            }
        }
        return values;
    }

    /** The part of an image that the tower sees, {@code size} by {@code size} pixels, before it is normalised. */
    public RgbImage square(RgbImage image) {
        RgbImage whole = aspectRatio == AspectRatio.PAD ? padded(image) : image;
        return cropped(resized(whole));
    }

    /** What stands for the image of a record without one: zeros, {@code [3, size, size]}. */
    public float[] blank() {
        return new float[RgbImage.CHANNELS * settings.size() * settings.size()];
    }

    private RgbImage padded(RgbImage image) {
        int side = Math.max(image.width(), image.height());
        if (image.width() == image.height()) {
            return image;
        }
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(side, side), RgbImage.CHANNELS)];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (int) (MAX_BYTE * settings.mean().get(i % RgbImage.CHANNELS));
        }
        int left = (side - image.width()) / 2;
        int top = (side - image.height()) / 2;
        int rowBytes = image.width() * RgbImage.CHANNELS;
        for (int y = 0; y < image.height(); y++) {
            int to = ((top + y) * side + left) * RgbImage.CHANNELS;
            System.arraycopy(image.rgb(), y * rowBytes, rgb, to, rowBytes);
        }
        return new RgbImage(side, side, rgb);
    }

    /** With the shortest edge as long as the settings say, and the other one rounded down. */
    private RgbImage resized(RgbImage image) {
        int resize = settings.resize();
        if (image.width() <= image.height()) {
            return PillowResampler.resize(image, resize, longEdge(image.height(), image.width()));
        }
        return PillowResampler.resize(image, longEdge(image.width(), image.height()), resize);
    }

    private int longEdge(int longer, int shorter) {
        return Math.toIntExact((long) settings.resize() * longer / shorter);
    }

    private RgbImage cropped(RgbImage image) {
        int size = settings.size();
        if (image.width() == size && image.height() == size) {
            return image;
        }
        int left = (image.width() - size) / 2;
        int top = (image.height() - size) / 2;
        byte[] rgb = new byte[size * size * RgbImage.CHANNELS];
        int rowBytes = size * RgbImage.CHANNELS;
        for (int y = 0; y < size; y++) {
            int from = ((top + y) * image.width() + left) * RgbImage.CHANNELS;
            System.arraycopy(image.rgb(), from, rgb, y * rowBytes, rowBytes);
        }
        return new RgbImage(size, size, rgb);
    }

    /** For each channel what each of the 256 bytes becomes. */
    private static float[][] normalizedBytes(PixelSettings settings) {
        float[][] normalized = new float[RgbImage.CHANNELS][MAX_BYTE + 1];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            float mean = single(settings.mean(), channel);
            float deviation = single(settings.standardDeviation(), channel);
            for (int value = 0; value <= MAX_BYTE; value++) {
                normalized[channel][value] = ((float) (value * BYTE_SCALE) - mean) / deviation;
            }
        }
        return normalized;
    }

    private static float single(List<Double> values, int channel) {
        return values.get(channel).floatValue();
    }
}
