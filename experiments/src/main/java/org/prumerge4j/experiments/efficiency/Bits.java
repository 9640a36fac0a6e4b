package org.prumerge4j.experiments.efficiency;

import java.util.ArrayList;
import java.util.List;

/**
 * Width of the numbers of a model, each kind by itself: weights alone may be quantised.
 *
 * @param weights bits of a weight
 * @param activations bits of an activation
 * @param keyValue bits of a number in the key-value cache
 */
public record Bits(int weights, int activations, int keyValue) {
    /** All numbers in 16 bits. */
    public static final Bits FP16 = new Bits(16, 16, 16);

    /** All numbers in 4 bits. */
    public static final Bits INT4 = new Bits(4, 4, 4);

    private static final int BITS_PER_BYTE = 8;
    private static final int MOST = 64;

    /** @throws IllegalArgumentException if a width is not from 1 to 64 */
    public Bits {
        for (int width : new int[] {weights, activations, keyValue}) {
            if (width < 1 || width > MOST) {
                throw new IllegalArgumentException("found " + width + " bits, expected 1 to " + MOST);
            }
        }
    }

    /**
     * Reads {@code weights,activations,key-value}, or one number for all three.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static Bits parse(String text) {
        List<Integer> widths = new ArrayList<>();
        try {
            for (String width : text.split(",", -1)) {
                widths.add(Integer.parseInt(width.strip()));
            }
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
        return switch (widths.size()) {
            case 1 -> new Bits(widths.get(0), widths.get(0), widths.get(0));
            case 3 -> new Bits(widths.get(0), widths.get(1), widths.get(2));
            default -> throw unreadable(text);
        };
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("found '" + text
                + "', expected bits of weights, activations, and keys and values, such as 4,16,16, or one number for"
                + " all");
    }

    /** Bytes of a weight; half a byte with 4 bits. */
    public double weightBytes() {
        return (double) weights / BITS_PER_BYTE;
    }

    /** Bytes of an activation. */
    public double activationBytes() {
        return (double) activations / BITS_PER_BYTE;
    }

    /** Bytes of a cached key's or value's number. */
    public double keyValueBytes() {
        return (double) keyValue / BITS_PER_BYTE;
    }

    /** Whether no number is wider than 8 bits, so that integer units can do the arithmetic. */
    public boolean fitInt8() {
        return Math.max(weights, Math.max(activations, keyValue)) <= BITS_PER_BYTE;
    }

    /** In words, for headings. */
    public String describe() {
        return "weights " + weights + " bit, activations " + activations + " bit, keys and values " + keyValue + " bit";
    }
}
