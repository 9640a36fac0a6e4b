package org.prumerge4j.model.engine.kernel;

/**
 * Exponential and what follows from it, to about one unit in the last place of single precision.
 *
 * <p>{@code e^x = 2^k e^r} with k the integer next to {@code x / ln 2}; {@code e^r} is the polynomial of Cephes' expf
 * (Moshier), {@code 2^k} is put together from its bits.
 */
public final class Exponentials {
    private static final float LOWEST = -87f;
    private static final float HIGHEST = 88f;
    private static final float LOG2_OF_E = 1.442695f;
    /** Adding it leaves the nearest integer in the lowest bits of the sum: 1.5 * 2^23. */
    private static final float ROUNDING = 12582912f;
    /** ln 2 in two parts, so that the product of the first with an integer is exact. */
    private static final float LN2_HIGH = 0.6933594f;

    private static final float LN2_LOW = -2.12194440e-4f;
    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;
    private static final float QUICK_GELU = 1.702f;
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double NORMAL_DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

    private Exponentials() {}

    /**
     * {@code a = e^a}, elementwise; below -87 as at -87.
     *
     * @param t free for use
     */
    public static void exp(float[] a, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.min(HIGHEST, Math.max(LOWEST, a[i]));
        }
        moderateExp(a, t, n);
    }

    /**
     * {@code a = e^a}, elementwise, for numbers from -87 to 88.
     *
     * @param t free for use
     */
    public static void moderateExp(float[] a, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            float x = a[i];
            float rounded = Math.fma(x, LOG2_OF_E, ROUNDING);
            t[i] = rounded;
            float k = rounded - ROUNDING;
            float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, x));
            float p = Math.fma(0.00019875691f, r, 0.0013981999f);
            p = Math.fma(p, r, 0.008333452f);
            p = Math.fma(p, r, 0.041665796f);
            p = Math.fma(p, r, 0.16666666f);
            p = Math.fma(p, r, 0.5f);
            a[i] = Math.fma(p * r, r, r) + 1f;
        }
        for (int i = 0; i < n; i++) {
            a[i] *= Float.intBitsToFloat((Float.floatToRawIntBits(t[i]) + EXPONENT_BIAS) << MANTISSA_BITS);
        }
    }

    /** {@code out = 1 / (1 + e^(-factor x))}, elementwise; t is free for use. */
    public static void sigmoid(float[] x, float factor, float[] out, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = -factor * x[i];
        }
        exp(out, t, n);
        for (int i = 0; i < n; i++) {
            out[i] = 1f / (1f + out[i]);
        }
    }

    /** {@code out = x sigmoid(1.702 x)}, elementwise. */
    public static void quickGelu(float[] x, float[] out, float[] t, int n) {
        sigmoid(x, QUICK_GELU, out, t, n);
        Vectors.multiply(out, x, n);
    }

    /** Derivative of {@link #quickGelu}. */
    public static void quickGeluSlope(float[] x, float[] out, float[] t, int n) {
        sigmoid(x, QUICK_GELU, out, t, n);
        for (int i = 0; i < n; i++) {
            out[i] += QUICK_GELU * x[i] * out[i] * (1f - out[i]);
        }
    }

    /** Error function to 1.2e-7, by the Chebyshev fit of Numerical Recipes (Press et al., section 6.2). */
    public static double erf(double x) {
        double z = Math.abs(x);
        double t = 1 / (1 + 0.5 * z);
        double p = 0.17087277;
        p = -0.82215223 + t * p;
        p = 1.48851587 + t * p;
        p = -1.13520398 + t * p;
        p = 0.27886807 + t * p;
        p = -0.18628806 + t * p;
        p = 0.09678418 + t * p;
        p = 0.37409196 + t * p;
        p = 1.00002368 + t * p;
        double complement = t * Math.exp(-z * z - 1.26551223 + t * p);
        return x >= 0 ? 1 - complement : complement - 1;
    }

    /** {@code out = x Phi(x)}, elementwise. */
    public static void gelu(float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (float) (0.5 * x[i] * (1 + erf(SQRT_HALF * x[i])));
        }
    }

    /** Derivative of {@link #gelu}. */
    public static void geluSlope(float[] x, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double distribution = 0.5 * (1 + erf(SQRT_HALF * v));
            out[i] = (float) (distribution + v * NORMAL_DENSITY_AT_0 * Math.exp(-0.5 * v * v));
        }
    }
}
