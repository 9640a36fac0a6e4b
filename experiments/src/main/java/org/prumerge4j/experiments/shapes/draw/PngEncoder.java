package org.prumerge4j.experiments.shapes.draw;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.prumerge4j.data.image.RgbImage;

/** Writer of PNG files with a palette (ISO/IEC 15948); the same image gives the same bytes on every machine. */
public final class PngEncoder {
    /** Most colours of an image. */
    public static final int MAX_COLORS = 256;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int HEADER_BYTES = 13;
    private static final byte BIT_DEPTH = 8;
    private static final byte PALETTE_TYPE = 3;

    private PngEncoder() {}

    /**
     * The bytes of a file.
     *
     * @throws IllegalArgumentException if the image has more than {@link #MAX_COLORS} colours
     */
    public static byte[] encode(RgbImage image) {
        int[] pixels = pixels(image);
        Palette palette = new Palette(pixels, MAX_COLORS);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(image.width())
                .putInt(image.height())
                .put(BIT_DEPTH)
                .put(PALETTE_TYPE);
        chunk(file, "IHDR", header.array());
        chunk(file, "PLTE", palette.bytes());
        chunk(file, "IDAT", FixedDeflate.zlib(rows(image, pixels, palette)));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static int[] pixels(RgbImage image) {
        byte[] rgb = image.rgb();
        int[] pixels = new int[image.width() * image.height()];
        for (int i = 0; i < pixels.length; i++) {
            int at = i * RgbImage.CHANNELS;
            pixels[i] = ((rgb[at] & 0xFF) << 16) | ((rgb[at + 1] & 0xFF) << 8) | (rgb[at + 2] & 0xFF);
        }
        return pixels;
    }

    /** Every row begins with its filter, here none. */
    private static byte[] rows(RgbImage image, int[] pixels, Palette palette) {
        byte[] rows = new byte[image.height() * (image.width() + 1)];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                rows[y * (image.width() + 1) + 1 + x] = (byte) palette.index(pixels[y * image.width() + x]);
            }
        }
        return rows;
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 3 * Integer.BYTES)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) checksum.getValue());
        file.writeBytes(chunk.array());
    }
}
