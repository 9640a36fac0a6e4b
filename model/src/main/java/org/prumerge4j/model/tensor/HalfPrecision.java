package org.prumerge4j.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Conversion between 32-bit floats and the two 16-bit formats; rounding is to the nearest, ties to even. */
public final class HalfPrecision {
    private static final int F32_SIGN = 0x8000_0000;
    private static final int F32_MAGNITUDE = 0x7fff_ffff;
    private static final int F32_INFINITY = 0x7f80_0000;

    private static final int F16_SIGN = 0x8000;
    private static final int F16_INFINITY = 0x7c00;
    private static final int F16_QUIET_NAN = 0x7e00;
    private static final int F16_FRACTION = 0x03ff;
    private static final int F16_FRACTION_BITS = 10;
    private static final int F16_LARGEST_EXPONENT = 0x1f;
    private static final float F16_SMALLEST = 0x1p-24f;
    /** Half of a unit in the last place above the largest finite half, 65520: from here on values round to infinity. */
    private static final int F16_OVERFLOW = 0x477f_f000;
    /** The smallest normal half, 2^-14. */
    private static final int F16_SMALLEST_NORMAL = 0x3880_0000;

    private static final int FRACTION_BITS_DROPPED = 13;
    private static final int EXPONENT_BIAS_DIFFERENCE = 127 - 15;
    private static final int F32_FRACTION_BITS = 23;
    private static final int BF16_QUIET_BIT = 0x40;

    private HalfPrecision() {}

    /** The value of an IEEE 754 half; a NaN keeps its payload. */
    public static float f16ToFloat(short half) {
        int sign = (half & F16_SIGN) << 16;
        int exponent = (half >>> F16_FRACTION_BITS) & F16_LARGEST_EXPONENT;
        int fraction = half & F16_FRACTION;
        if (exponent == 0) {
            return Float.intBitsToFloat(Float.floatToRawIntBits(fraction * F16_SMALLEST) | sign);
        }
        int wide = exponent == F16_LARGEST_EXPONENT
                ? F32_INFINITY
                : (exponent + EXPONENT_BIAS_DIFFERENCE) << F32_FRACTION_BITS;
        return Float.intBitsToFloat(sign | wide | (fraction << FRACTION_BITS_DROPPED));
    }

    /** The half nearest to a value; too large ones become infinite, NaN stays NaN. */
    public static short floatToF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits & F32_SIGN) >>> 16;
        int magnitude = bits & F32_MAGNITUDE;
        if (magnitude > F32_INFINITY) {
            return (short) (sign | F16_QUIET_NAN | ((magnitude >>> FRACTION_BITS_DROPPED) & F16_FRACTION));
        }
        if (magnitude >= F16_OVERFLOW) {
            return (short) (sign | F16_INFINITY);
        }
        if (magnitude < F16_SMALLEST_NORMAL) {
            // The unit in the last place of 0.5 is 2^-24, that of subnormal halves: the addition does the rounding.
            int half = Float.floatToRawIntBits(0.5f);
            return (short) (sign | (Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - half));
        }
        int rounded = magnitude + 0xfff + ((magnitude >>> FRACTION_BITS_DROPPED) & 1);
        int rebased = rounded - (EXPONENT_BIAS_DIFFERENCE << F32_FRACTION_BITS);
        return (short) (sign | (rebased >>> FRACTION_BITS_DROPPED));
    }

    /** The value of a bfloat16. */
    public static float bf16ToFloat(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }

    /** The bfloat16 nearest to a value; NaN stays NaN. */
    public static short floatToBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & F32_MAGNITUDE) > F32_INFINITY) {
            return (short) ((bits >>> 16) | BF16_QUIET_BIT);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** Reads as many little-endian halves as the target holds, from the source's position, which stays as it is. */
    public static void f16ToFloats(ByteBuffer source, float[] target) {
        ShortBuffer halves = shorts(source);
        for (int i = 0; i < target.length; i++) {
            target[i] = f16ToFloat(halves.get(i));
        }
    }

    /** Reads as many little-endian bfloat16 as the target holds, from the source's position, which stays as it is. */
    public static void bf16ToFloats(ByteBuffer source, float[] target) {
        ShortBuffer brains = shorts(source);
        for (int i = 0; i < target.length; i++) {
            target[i] = bf16ToFloat(brains.get(i));
        }
    }

    /** Writes all values as little-endian halves at the target's position, which stays as it is. */
    public static void floatsToF16(float[] source, ByteBuffer target) {
        ShortBuffer halves = shorts(target);
        for (int i = 0; i < source.length; i++) {
            halves.put(i, floatToF16(source[i]));
        }
    }

    /** Writes all values as little-endian bfloat16 at the target's position, which stays as it is. */
    public static void floatsToBf16(float[] source, ByteBuffer target) {
        ShortBuffer brains = shorts(target);
        for (int i = 0; i < source.length; i++) {
            brains.put(i, floatToBf16(source[i]));
        }
    }

    private static ShortBuffer shorts(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    }
}
