package org.prumerge4j.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decoding with {@code javax.imageio}, taking samples as they are in the file: the conversions of
 * {@link BufferedImage#getRGB(int, int)} change grey, among others.
 */
final class ImageIoDecoder {
    private static final int BYTE_BITS = 8;
    private static final int MAX_BYTE = 255;

    private ImageIoDecoder() {}

    /** What to take from a reader that has its input. */
    interface Step<T> {
        T with(javax.imageio.ImageReader reader) throws IOException;
    }

    static RgbImage decode(String format, byte[] file, PixelLimit limit) throws IOException {
        return toRgb(withReader(format, file, limit, reader -> reader.read(0)));
    }

    static <T> T withReader(String format, byte[] file, PixelLimit limit, Step<T> step) throws IOException {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            return withReader(format, stream, limit, step);
        }
    }

    static <T> T withReader(String format, ImageInputStream stream, PixelLimit limit, Step<T> step) throws IOException {
        Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IOException("no decoder for " + format + " on the class path");
        }
        javax.imageio.ImageReader reader = readers.next();
        try {
            reader.setInput(stream, true, true);
            limit.check(reader.getWidth(0), reader.getHeight(0));
            return step.with(reader);
        } finally {
            reader.dispose();
        }
    }

    static RgbImage toRgb(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        if (colors instanceof IndexColorModel palette) {
            return fromPalette(image.getRaster(), palette);
        }
        if (colors instanceof DirectColorModel packed) {
            return fromPacked(image.getRaster(), packed);
        }
        return fromBands(image.getRaster());
    }

    private static RgbImage fromPalette(Raster raster, IndexColorModel palette) {
        return convert(raster, (sample, rgb, at) -> {
            int color = palette.getRGB(sample[0]);
            rgb[at] = (byte) (color >> (2 * BYTE_BITS));
            rgb[at + 1] = (byte) (color >> BYTE_BITS);
            rgb[at + 2] = (byte) color;
        });
    }

    /** Samples of less than 8 bits are stretched to 0 to 255, rounded down as Pillow does it. */
    private static RgbImage fromPacked(Raster raster, DirectColorModel colors) {
        int[] most = new int[RgbImage.CHANNELS];
        for (int channel = 0; channel < most.length; channel++) {
            most[channel] = (1 << colors.getComponentSize(channel)) - 1;
        }
        return convert(raster, (sample, rgb, at) -> {
            for (int channel = 0; channel < most.length; channel++) {
                rgb[at + channel] = (byte) (sample[channel] * MAX_BYTE / most[channel]);
            }
        });
    }

    /** One or two bands are grey without and with transparency, three or four are red, green, blue, transparency. */
    private static RgbImage fromBands(Raster raster) {
        boolean grey = raster.getNumBands() < RgbImage.CHANNELS;
        boolean wide = raster.getSampleModel().getSampleSize(0) > BYTE_BITS;
        boolean cutOff = wide && raster.getNumBands() == 1;
        return convert(raster, (sample, rgb, at) -> {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                int value = sample[grey ? 0 : channel];
                if (cutOff) {
                    value = Math.min(value, MAX_BYTE);
                } else if (wide) {
                    value >>= BYTE_BITS;
                }
                rgb[at + channel] = (byte) value;
            }
        });
    }

    /** Converts the samples of one pixel to three bytes. */
    interface PixelConversion {
        void convert(int[] samples, byte[] rgb, int at);
    }

    static RgbImage convert(Raster raster, PixelConversion conversion) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
        int[] row = new int[width * bands];
        int[] samples = new int[bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, at += RgbImage.CHANNELS) {
                System.arraycopy(row, x * bands, samples, 0, bands);
                conversion.convert(samples, rgb, at);
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
