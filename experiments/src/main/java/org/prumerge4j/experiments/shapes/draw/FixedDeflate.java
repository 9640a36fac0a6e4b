package org.prumerge4j.experiments.shapes.draw;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * Compression to a zlib stream (RFC 1950) of one block with the fixed codes of DEFLATE (RFC 1951).
 *
 * <p>{@link java.util.zip.Deflater} would do, but the zlib below it differs between builds of Java, and so do its
 * bytes.
 */
final class FixedDeflate {
    private static final int ZLIB_HEADER = 0x7801;
    private static final int FINAL_FIXED_BLOCK = 0b011;
    private static final int END_OF_BLOCK = 256;
    private static final int FIRST_LENGTH_CODE = 257;
    private static final int DISTANCE_CODE_BITS = 5;

    private static final int MIN_MATCH = 3;
    private static final int MAX_MATCH = 258;
    private static final int MAX_DISTANCE = 32768;
    private static final int HASH_BITS = 13;

    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] DISTANCE_EXTRA = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };

    private final byte[] data;
    private final ByteArrayOutputStream out;
    private long pending;
    private int pendingBits;

    private FixedDeflate(byte[] data) {
        this.data = data;
        this.out = new ByteArrayOutputStream(data.length / 2);
    }

    /** Compresses; the same data gives the same bytes everywhere. */
    static byte[] zlib(byte[] data) {
        return new FixedDeflate(data).stream();
    }

    private byte[] stream() {
        out.write(ZLIB_HEADER >> Byte.SIZE);
        out.write(ZLIB_HEADER & 0xFF);
        bits(FINAL_FIXED_BLOCK, 3);
        block();
        symbol(END_OF_BLOCK);
        bits(0, Byte.SIZE - 1);
        Adler32 checksum = new Adler32();
        checksum.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
        return out.toByteArray();
    }

    /** Literals and matches with the latest place that began with the same three bytes. */
    private void block() {
        int[] latest = new int[1 << HASH_BITS];
        Arrays.fill(latest, -1);
        int position = 0;
        while (position < data.length) {
            int length = 0;
            int candidate = -1;
            if (position + MIN_MATCH <= data.length) {
                candidate = latest[hash(position)];
                if (candidate >= 0 && position - candidate <= MAX_DISTANCE) {
                    length = matching(candidate, position);
                }
            }
            int step = 1;
            if (length >= MIN_MATCH) {
                match(length, position - candidate);
                step = length;
            } else {
                symbol(data[position] & 0xFF);
            }
            for (int end = position + step; position < end; position++) {
                if (position + MIN_MATCH <= data.length) {
                    latest[hash(position)] = position;
                }
            }
        }
    }

    private int hash(int position) {
        int three = ((data[position] & 0xFF) << 16) | ((data[position + 1] & 0xFF) << 8) | (data[position + 2] & 0xFF);
        return (three * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    }

    private int matching(int from, int to) {
        int limit = Math.min(MAX_MATCH, data.length - to);
        int length = 0;
        while (length < limit && data[from + length] == data[to + length]) {
            length++;
        }
        return length;
    }

    private void match(int length, int distance) {
        int lengthCode = code(LENGTH_BASE, length);
        symbol(FIRST_LENGTH_CODE + lengthCode);
        bits(length - LENGTH_BASE[lengthCode], LENGTH_EXTRA[lengthCode]);
        int distanceCode = code(DISTANCE_BASE, distance);
        huffman(distanceCode, DISTANCE_CODE_BITS);
        bits(distance - DISTANCE_BASE[distanceCode], DISTANCE_EXTRA[distanceCode]);
    }

    /** Index of the largest base that is not above the value. */
    private static int code(int[] bases, int value) {
        int found = Arrays.binarySearch(bases, value);
        return found >= 0 ? found : -found - 2;
    }

    /** A literal, a length or the end in the fixed code (RFC 1951, 3.2.6). */
    private void symbol(int symbol) {
        if (symbol < 144) {
            huffman(0x30 + symbol, 8);
        } else if (symbol < END_OF_BLOCK) {
            huffman(0x190 + symbol - 144, 9);
        } else if (symbol < 280) {
            huffman(symbol - END_OF_BLOCK, 7);
        } else {
            huffman(0xC0 + symbol - 280, 8);
        }
    }

    /** Codes are stored from their highest bit on, everything else from its lowest. */
    private void huffman(int code, int length) {
        bits(Integer.reverse(code) >>> (Integer.SIZE - length), length);
    }

    private void bits(int value, int count) {
        pending |= (long) value << pendingBits;
        pendingBits += count;
        while (pendingBits >= Byte.SIZE) {
            out.write((int) pending & 0xFF);
            pending >>>= Byte.SIZE;
            pendingBits -= Byte.SIZE;
        }
    }
}
