package org.prumerge4j.experiments.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.prumerge.MergeMatrix;

/**
 * An image over which one sees which of its patches became visual tokens: those as they are, in a frame; all others
 * darkened.
 */
public final class KeptTokenPicture {
    /** Frame around the patches that are kept. */
    static final int FRAME = 0xFFD000;

    private static final int OPAQUE_RGB = BufferedImage.TYPE_INT_RGB;
    /** Smaller images are enlarged by a whole factor until their side is at least this long. */
    private static final int LEAST_SIDE = 336;

    private static final int CHANNEL_MAX = 255;
    private static final double DROPPED_BRIGHTNESS = 0.25;

    private KeptTokenPicture() {}

    /**
     * Draws the patches that are kept.
     *
     * @param seen the square that the vision tower sees, see {@code ImagePreprocessor.square}
     * @param gridWidth patches in a row; patches are numbered row by row
     * @param merge what the reducer made of the image
     * @return a square whose side is that of {@code seen} or a multiple of it
     * @throws IllegalArgumentException if the patches do not form a square grid, or there are more of them than pixels
     */
    public static BufferedImage draw(RgbImage seen, int gridWidth, MergeMatrix merge) {
        if (gridWidth < 1 || merge.patches() != gridWidth * gridWidth || seen.width() != seen.height()) {
            throw new IllegalArgumentException(merge.patches() + " patches of an image of " + seen.width() + " x "
                    + seen.height() + " pixels in rows of " + gridWidth + "; expected a square of each");
        }
        if (gridWidth > seen.width()) {
            throw new IllegalArgumentException(
                    "rows of " + gridWidth + " patches in an image that is " + seen.width() + " pixels wide");
        }
        boolean[] kept = kept(merge);
        int scale = Math.max(1, (LEAST_SIDE + seen.width() - 1) / seen.width());
        int side = seen.width() * scale;
        BufferedImage picture = new BufferedImage(side, side, OPAQUE_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int colour = colour(seen, x / scale, y / scale);
                int patch = cell(y, gridWidth, side) * gridWidth + cell(x, gridWidth, side);
                if (!kept[patch]) {
                    colour = darkened(colour);
                } else if (isEdge(x, gridWidth, side) || isEdge(y, gridWidth, side)) {
                    colour = FRAME;
                }
                picture.setRGB(x, y, colour);
            }
        }
        return picture;
    }

    /** The content of a PNG file of a picture. */
    public static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, "png", out)) {
            throw new IOException("this Java cannot write PNG files; use one with the module java.desktop");
        }
        return out.toByteArray();
    }

    /** Which patches a row of the matrix stands for. */
    private static boolean[] kept(MergeMatrix merge) {
        boolean[] kept = new boolean[merge.patches()];
        for (int centre : merge.centres()) {
            if (centre != MergeMatrix.SUMMARY) {
                kept[centre] = true;
            }
        }
        return kept;
    }

    private static int cell(int pixel, int cells, int side) {
        return (int) ((long) pixel * cells / side);
    }

    private static boolean isEdge(int pixel, int cells, int side) {
        int cell = cell(pixel, cells, side);
        boolean first = pixel == 0 || cell(pixel - 1, cells, side) != cell;
        boolean last = pixel == side - 1 || cell(pixel + 1, cells, side) != cell;
        return first || last;
    }

    private static int colour(RgbImage image, int x, int y) {
        int at = (y * image.width() + x) * RgbImage.CHANNELS;
        int colour = 0;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            colour = (colour << Byte.SIZE) | (image.rgb()[at + channel] & CHANNEL_MAX);
        }
        return colour;
    }

    private static int darkened(int colour) {
        int dark = 0;
        for (int shift = 2 * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            int value = (colour >> shift) & CHANNEL_MAX;
            dark |= (int) (value * DROPPED_BRIGHTNESS) << shift;
        }
        return dark;
    }
}
