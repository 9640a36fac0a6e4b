package org.prumerge4j.experiments.shapes.draw;

import java.util.Arrays;
import org.prumerge4j.data.image.RgbImage;

/** Pixels being painted, without smoothing. What lies outside is left out. */
final class Canvas {
    private static final int CHANNEL_MAX = 255;

    private final int width;
    private final int height;
    private final int[] pixels;

    Canvas(int width, int height, int rgb) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
    }

    /** Sets a pixel. */
    void set(int x, int y, int rgb) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            pixels[y * width + x] = rgb;
        }
    }

    /** Sets the pixels of a rectangle. */
    void rectangle(int left, int top, int columns, int rows, int rgb) {
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                set(x, y, rgb);
            }
        }
    }

    /** A line one pixel wide (Bresenham's algorithm, 1965). */
    void line(int x1, int y1, int x2, int y2, int rgb) {
        int dx = Math.abs(x2 - x1);
        int dy = -Math.abs(y2 - y1);
        int stepX = x1 < x2 ? 1 : -1;
        int stepY = y1 < y2 ? 1 : -1;
        int error = dx + dy;
        int x = x1;
        int y = y1;
        set(x, y, rgb);
        while (x != x2 || y != y2) {
            int twice = 2 * error;
            if (twice >= dy) {
                error += dy;
                x += stepX;
            }
            if (twice <= dx) {
                error += dx;
                y += stepY;
            }
            set(x, y, rgb);
        }
    }

    /** Makes a pixel brighter, or darker if negative, the same in all channels. */
    void brighten(int x, int y, int by) {
        pixels[y * width + x] = brightened(pixels[y * width + x], by);
    }

    /** A colour made brighter, or darker if negative, within 0 to 255. */
    static int brightened(int rgb, int by) {
        return rgb(limited(red(rgb) + by), limited(green(rgb) + by), limited(blue(rgb) + by));
    }

    /** A colour with every channel at so many hundredths. */
    static int shaded(int rgb, int percent) {
        return rgb(red(rgb) * percent / 100, green(rgb) * percent / 100, blue(rgb) * percent / 100);
    }

    private static int rgb(int red, int green, int blue) {
        return (red << 16) | (green << 8) | blue;
    }

    private static int red(int rgb) {
        return (rgb >> 16) & CHANNEL_MAX;
    }

    private static int green(int rgb) {
        return (rgb >> 8) & CHANNEL_MAX;
    }

    private static int blue(int rgb) {
        return rgb & CHANNEL_MAX;
    }

    private static int limited(int value) {
        return Math.max(0, Math.min(CHANNEL_MAX, value));
    }

    RgbImage image() {
        byte[] rgb = new byte[pixels.length * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            rgb[i * RgbImage.CHANNELS] = (byte) (pixels[i] >> 16);
            rgb[i * RgbImage.CHANNELS + 1] = (byte) (pixels[i] >> 8);
            rgb[i * RgbImage.CHANNELS + 2] = (byte) pixels[i];
        }
        return new RgbImage(width, height, rgb);
    }
}
