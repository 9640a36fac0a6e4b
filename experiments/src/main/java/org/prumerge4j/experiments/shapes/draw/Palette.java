package org.prumerge4j.experiments.shapes.draw;

import java.util.Arrays;

/** The colours of an image, in ascending order, each once. */
final class Palette {
    private static final int HASH_BITS = 10;
    private static final int FREE = -1;

    /** Open addressing; at most a quarter of the places is taken. */
    private final int[] colors = new int[1 << HASH_BITS];

    private final int[] indices = new int[1 << HASH_BITS];
    private final int[] sorted;

    /**
     * The palette of pixels of 24 bits.
     *
     * @throws IllegalArgumentException if there are more colours than allowed, at most 256
     */
    Palette(int[] pixels, int allowed) {
        Arrays.fill(colors, FREE);
        int[] found = new int[allowed];
        int count = 0;
        for (int pixel : pixels) {
            int place = place(pixel);
            if (colors[place] == FREE) {
                if (count == allowed) {
                    throw new IllegalArgumentException("the image has more than the " + allowed
                            + " colors that fit a palette; it was not painted by this world");
                }
                colors[place] = pixel;
                found[count++] = pixel;
            }
        }
        sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        for (int i = 0; i < count; i++) {
            indices[place(sorted[i])] = i;
        }
    }

    /** Red, green, blue of every colour. */
    byte[] bytes() {
        byte[] bytes = new byte[3 * sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            bytes[3 * i] = (byte) (sorted[i] >> 16);
            bytes[3 * i + 1] = (byte) (sorted[i] >> 8);
            bytes[3 * i + 2] = (byte) sorted[i];
        }
        return bytes;
    }

    /** Position of a colour that is there. */
    int index(int pixel) {
        return indices[place(pixel)];
    }

    private int place(int pixel) {
        int place = (pixel * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
        while (colors[place] != FREE && colors[place] != pixel) {
            place = (place + 1) & (colors.length - 1);
        }
        return place;
    }
}
