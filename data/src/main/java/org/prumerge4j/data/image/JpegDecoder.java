package org.prumerge4j.data.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * JPEG files: grey, RGB, YCbCr, CMYK and YCCK.
 *
 * <p>The decoder hands over the components as they are coded; the conversions to RGB are libjpeg's and Pillow's, in
 * their fixed-point arithmetic.
 */
final class JpegDecoder {
    private static final int CENTRE = 128;
    private static final int MAX_BYTE = 255;
    private static final int FRACTION_BITS = 16;
    private static final int HALF = 1 << (FRACTION_BITS - 1);
    private static final int RED_OF_CR = fixed(1.40200);
    private static final int BLUE_OF_CB = fixed(1.77200);
    private static final int GREEN_OF_CR = fixed(0.71414);
    private static final int GREEN_OF_CB = fixed(0.34414);

    private JpegDecoder() {}

    static RgbImage decode(byte[] file, PixelLimit limit) throws IOException {
        JpegHeader header = JpegHeader.of(file);
        AtomicBoolean warned = new AtomicBoolean();
        Raster raster = ImageIoDecoder.withReader("jpeg", file, limit, reader -> {
            reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
            return reader.readRaster(0, null);
        });
        if (warned.get() && !header.hasEnd()) {
            throw new IOException("it is truncated: the image data has no end");
        }
        return ImageIoDecoder.convert(raster, conversion(raster.getNumBands(), header));
    }

    private static ImageIoDecoder.PixelConversion conversion(int components, JpegHeader header) throws IOException {
        return switch (components) {
            case 1 -> (sample, rgb, at) -> set(rgb, at, sample[0], sample[0], sample[0]);
            case 3 -> header.isYcc() ? JpegDecoder::ycc : JpegDecoder::rgb;
            case 4 -> header.isYcck() ? JpegDecoder::ycck : JpegDecoder::cmyk;
            default -> throw new IOException("it has " + components + " colour components");
        };
    }

    private static void rgb(int[] sample, byte[] rgb, int at) {
        set(rgb, at, sample[0], sample[1], sample[2]);
    }

    private static void ycc(int[] sample, byte[] rgb, int at) {
        int y = sample[0];
        int cb = sample[1] - CENTRE;
        int cr = sample[2] - CENTRE;
        int red = y + ((RED_OF_CR * cr + HALF) >> FRACTION_BITS);
        int green = y + ((-GREEN_OF_CB * cb - GREEN_OF_CR * cr + HALF) >> FRACTION_BITS);
        int blue = y + ((BLUE_OF_CB * cb + HALF) >> FRACTION_BITS);
        set(rgb, at, clip(red), clip(green), clip(blue));
    }

    /** Luminance and colour differences of the inverted inks, which is what Adobe's files hold. */
    private static void ycck(int[] sample, byte[] rgb, int at) {
        ycc(sample, rgb, at);
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            rgb[at + channel] = (byte) printed(rgb[at + channel] & MAX_BYTE, sample[RgbImage.CHANNELS]);
        }
    }

    private static void cmyk(int[] sample, byte[] rgb, int at) {
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            rgb[at + channel] = (byte) printed(MAX_BYTE - sample[channel], sample[RgbImage.CHANNELS]);
        }
    }

    /** What is left of white where an ink and black are printed; Pillow's formula, black being inverted. */
    private static int printed(int ink, int invertedBlack) {
        int product = ink * invertedBlack + CENTRE;
        return clip(invertedBlack - (((product >> 8) + product) >> 8));
    }

    private static void set(byte[] rgb, int at, int red, int green, int blue) {
        rgb[at] = (byte) red;
        rgb[at + 1] = (byte) green;
        rgb[at + 2] = (byte) blue;
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(MAX_BYTE, value));
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << FRACTION_BITS) + 0.5);
    }
}
