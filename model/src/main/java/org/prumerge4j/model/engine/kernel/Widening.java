package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.HalfPrecision;

/**
 * 16-bit floats made into 32-bit ones, exactly. Two values are read as one integer: Java 17 makes vector instructions of
 * loops over integers and floats, but not of loops that change the width of values.
 */
public final class Widening {
    /** Values widened at a time: small enough to stay in the first-level cache. */
    private static final int CHUNK = 2048;

    private static final int SHIFT = 16;
    private static final int UPPER = 0xffff_0000;
    private static final int SIGN = 0x8000_0000;
    /** From a half's fraction to a float's. */
    private static final int FRACTION_SHIFT = 13;
    /** Exponent and fraction of a half, moved to their place in a float. */
    private static final int MAGNITUDE = 0x0fff_e000;
    /** What a float is too small by that has a half's exponent, whose zero is at 15 instead of 127. */
    private static final float REBASE = 0x1p112f;
    /** Exponents of both halves of a pair. */
    private static final int EXPONENTS = 0x7c00_7c00;
    /** Makes an exponent of all ones run over. */
    private static final int LOWEST_EXPONENT_BITS = 0x0400_0400;

    private static final int OVERFLOWS = 0x8000_8000;

    private Widening() {}

    /**
     * Widens values that follow one another.
     *
     * @param from a narrow region
     * @param first index of the first value in it
     * @param to a region of floats
     * @param at index of the first float
     * @param scratch its rows and integers 0 and 1 are overwritten
     */
    public static void widen(Region from, int first, Region to, int at, int count, Scratch scratch) {
        int[] pairs = scratch.integers(0, CHUNK / 2);
        for (int done = 0; done < count; done += CHUNK) {
            int length = Math.min(CHUNK, count - done);
            int even = length / 2;
            from.pairs(first + done, pairs, even);
            if (from.type() == ElementType.BF16) {
                widenBrains(pairs, to, at + done, even, scratch);
            } else if (finite(pairs, even)) {
                widenHalves(pairs, to, at + done, even, scratch);
            } else {
                widenSingly(from, first + done, to, at + done, length);
            }
            if ((length & 1) != 0) {
                widenSingly(from, first + done + length - 1, to, at + done + length - 1, 1);
            }
        }
    }

    private static void widenBrains(int[] pairs, Region to, int at, int count, Scratch scratch) {
        int[] wide = scratch.integers(1, CHUNK);
        for (int i = 0; i < count; i++) {
            int pair = pairs[i];
            wide[2 * i] = pair << SHIFT;
            wide[2 * i + 1] = pair & UPPER;
        }
        to.integers().put(at, wide, 0, 2 * count);
    }

    /**
     * Widens finite values. With its bits in their places a half is a float that is too small by a power of two, subnormal
     * ones too. The lower values of all pairs are made first, then the upper ones; the target is where integers become
     * floats.
     */
    private static void widenHalves(int[] pairs, Region to, int at, int count, Scratch scratch) {
        int[] bits = scratch.integers(1, CHUNK);
        for (int i = 0; i < count; i++) {
            bits[i] = (pairs[i] << SHIFT & SIGN) | (pairs[i] << FRACTION_SHIFT & MAGNITUDE);
        }
        to.integers().put(at, bits, 0, count);
        for (int i = 0; i < count; i++) {
            bits[i] = (pairs[i] & SIGN) | (pairs[i] >>> (SHIFT - FRACTION_SHIFT) & MAGNITUDE);
        }
        to.integers().put(at + count, bits, 0, count);
        float[] apart = scratch.row(0, CHUNK);
        Vectors.load(to, at, apart, 2 * count);
        Vectors.scale(apart, REBASE, 2 * count);
        float[] wide = scratch.row(1, CHUNK);
        for (int i = 0; i < count; i++) {
            wide[2 * i] = apart[i];
            wide[2 * i + 1] = apart[count + i];
        }
        Vectors.store(wide, to, at, 2 * count);
    }

    private static boolean finite(int[] pairs, int count) {
        int sums = 0;
        for (int i = 0; i < count; i++) {
            sums |= (pairs[i] & EXPONENTS) + LOWEST_EXPONENT_BITS;
        }
        return (sums & OVERFLOWS) == 0;
    }

    private static void widenSingly(Region from, int first, Region to, int at, int count) {
        for (int i = 0; i < count; i++) {
            short narrow = from.halves().get(first + i);
            float value = from.type() == ElementType.BF16
                    ? HalfPrecision.bf16ToFloat(narrow)
                    : HalfPrecision.f16ToFloat(narrow);
            to.floats().put(at + i, value);
        }
    }
}
