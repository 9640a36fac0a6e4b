package org.prumerge4j.data.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * First frame of a GIF file, on the canvas of the whole animation. What the frame leaves open has the transparent
 * colour of the frame, or else colour 0, as in Pillow.
 */
final class GifDecoder {
    private static final int SCREEN_OFFSET = 6;
    private static final int EXTENSION = '!';
    private static final int IMAGE = ',';
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int HAS_PALETTE = 0x80;
    private static final int INTERLACED = 0x40;
    private static final int PALETTE_SIZE_MASK = 7;
    private static final int HAS_TRANSPARENCY = 1;
    private static final int COLORS = 256;
    private static final int MAX_CODE_BITS = 12;
    private static final int MAX_CODES = 1 << MAX_CODE_BITS;
    private static final int[] INTERLACE_START = {0, 4, 2, 1};
    private static final int[] INTERLACE_STEP = {8, 8, 4, 2};

    private final byte[] file;
    private final PixelLimit limit;
    private int position = SCREEN_OFFSET;
    private int transparent;

    GifDecoder(byte[] file, PixelLimit limit) {
        this.file = file;
        this.limit = limit;
    }

    RgbImage decode() throws IOException {
        int width = number();
        int height = number();
        int flags = next();
        position += 2;
        byte[] palette = palette(flags);
        while (true) {
            int block = next();
            if (block == EXTENSION) {
                extension();
            } else if (block == IMAGE) {
                return frame(width, height, palette);
            } else {
                throw new IOException("it holds no image, but a block 0x" + Integer.toHexString(block));
            }
        }
    }

    private void extension() throws IOException {
        int label = next();
        byte[] data = subBlocks();
        if (label == GRAPHIC_CONTROL && data.length >= 4) {
            transparent = (data[0] & HAS_TRANSPARENCY) != 0 ? data[3] & 0xff : 0;
        }
    }

    private RgbImage frame(int screenWidth, int screenHeight, byte[] globalPalette) throws IOException {
        int left = number();
        int top = number();
        int width = number();
        int height = number();
        int canvasWidth = Math.max(screenWidth, left + width);
        int canvasHeight = Math.max(screenHeight, top + height);
        limit.check(canvasWidth, canvasHeight);
        int flags = next();
        byte[] palette = (flags & HAS_PALETTE) != 0 ? palette(flags) : globalPalette;
        int codeBits = next();
        byte[] indices = unpack(subBlocks(), codeBits, width * height);

        byte[] rgb = new byte[canvasWidth * canvasHeight * RgbImage.CHANNELS];
        for (int pixel = 0; pixel < canvasWidth * canvasHeight; pixel++) {
            System.arraycopy(palette, transparent * 3, rgb, pixel * 3, RgbImage.CHANNELS);
        }
        int[] rows = rows(height, (flags & INTERLACED) != 0);
        for (int i = 0; i < width * height; i++) {
            int pixel = (top + rows[i / width]) * canvasWidth + left + i % width;
            System.arraycopy(palette, (indices[i] & 0xff) * 3, rgb, pixel * 3, RgbImage.CHANNELS);
        }
        return new RgbImage(canvasWidth, canvasHeight, rgb);
    }

    /** Where the rows go, in the order they come. */
    private static int[] rows(int height, boolean interlaced) {
        int[] rows = new int[height];
        int count = 0;
        if (interlaced) {
            for (int pass = 0; pass < INTERLACE_START.length; pass++) {
                for (int row = INTERLACE_START[pass]; row < height; row += INTERLACE_STEP[pass]) {
                    rows[count++] = row;
                }
            }
        } else {
            for (int row = 0; row < height; row++) {
                rows[row] = row;
            }
        }
        return rows;
    }

    /** Undoes the variable-length coding of Lempel, Ziv and Welch. */
    private static byte[] unpack(byte[] data, int minimalBits, int count) throws IOException {
        if (minimalBits < 1 || minimalBits >= MAX_CODE_BITS) {
            throw new IOException("its codes begin with " + minimalBits + " bits");
        }
        int clear = 1 << minimalBits;
        int[] prefix = new int[MAX_CODES];
        byte[] suffix = new byte[MAX_CODES];
        int[] length = new int[MAX_CODES];
        for (int code = 0; code < clear; code++) {
            suffix[code] = (byte) code;
            length[code] = 1;
        }
        byte[] pixels = new byte[count];
        int filled = 0;
        int codeBits = minimalBits + 1;
        int nextCode = clear + 2;
        int previous = -1;
        long bit = 0;
        while (filled < count) {
            int code = bits(data, bit, codeBits);
            bit += codeBits;
            if (code == clear) {
                codeBits = minimalBits + 1;
                nextCode = clear + 2;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw truncated(filled, count);
            }
            if (code > nextCode || (code == nextCode && previous < 0) || (previous < 0 && code >= clear)) {
                throw new IOException("its image data is damaged: code " + code + " after " + filled + " pixels");
            }
            if (previous >= 0 && nextCode < MAX_CODES) {
                prefix[nextCode] = previous;
                length[nextCode] = length[previous] + 1;
                suffix[nextCode] = first(code == nextCode ? previous : code, prefix, suffix, clear);
                nextCode++;
                if (nextCode == 1 << codeBits && codeBits < MAX_CODE_BITS) {
                    codeBits++;
                }
            }
            int end = filled + length[code];
            for (int at = end - 1, part = code; at >= filled; at--, part = prefix[part]) {
                if (at < count) {
                    pixels[at] = suffix[part];
                }
            }
            filled = end;
            previous = code;
        }
        return pixels;
    }

    private static byte first(int code, int[] prefix, byte[] suffix, int clear) {
        int part = code;
        while (part >= clear) {
            part = prefix[part];
        }
        return suffix[part];
    }

    private static int bits(byte[] data, long bit, int count) throws IOException {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            int at = (int) (bit >> 3);
            if (at >= data.length) {
                throw new EOFException("it is truncated: image data ends after " + data.length + " bytes");
            }
            value |= ((data[at] >> (bit & 7)) & 1) << i;
        }
        return value;
    }

    private static IOException truncated(int filled, int count) {
        return new EOFException("it is truncated: " + filled + " of " + count + " pixels are there");
    }

    private byte[] palette(int flags) throws IOException {
        byte[] palette = new byte[COLORS * RgbImage.CHANNELS];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / RgbImage.CHANNELS);
        }
        if ((flags & HAS_PALETTE) != 0) {
            int bytes = RgbImage.CHANNELS << ((flags & PALETTE_SIZE_MASK) + 1);
            for (int i = 0; i < bytes; i++) {
                palette[i] = (byte) next();
            }
        }
        return palette;
    }

    private byte[] subBlocks() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int length = next(); length > 0; length = next()) {
            if (position + length > file.length) {
                throw new EOFException("it is truncated after " + file.length + " bytes");
            }
            data.write(file, position, length);
            position += length;
        }
        return data.toByteArray();
    }

    private int number() throws IOException {
        return next() | (next() << 8);
    }

    private int next() throws IOException {
        if (position >= file.length) {
            throw new EOFException("it is truncated after " + file.length + " bytes");
        }
        return file[position++] & 0xff;
    }
}
