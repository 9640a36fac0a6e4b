package org.prumerge4j.training.optimizer;

import java.util.Collection;
import java.util.Map;
import java.util.stream.IntStream;

/** Clipping of all gradients together by their L2 norm, as {@code torch.nn.utils.clip_grad_norm_} does it. */
public final class GradientClipping {
    /** Keeps the division defined when all gradients are zero; PyTorch's constant. */
    private static final double NORM_EPSILON = 1e-6;

    private static final int SEGMENT = 1 << 16;

    private GradientClipping() {}

    /**
     * Scales all gradients by {@code maxNorm / (norm + 1e-6)} if that is below 1.
     *
     * @param gradients gradients by parameter name, changed in place
     * @param maxNorm largest norm allowed; 0 = measure only
     * @return the norm before clipping; NaN or infinite gradients are left as they are and show in it
     */
    public static double clip(Map<String, float[]> gradients, double maxNorm) {
        if (!(maxNorm >= 0)) {
            throw new IllegalArgumentException("the largest gradient norm is " + maxNorm + "; give 0 (off) or more");
        }
        double norm = norm(gradients.values());
        double coefficient = maxNorm / (norm + NORM_EPSILON);
        if (maxNorm > 0 && Double.isFinite(norm) && coefficient < 1) {
            scale(gradients.values(), (float) coefficient);
        }
        return norm;
    }

    /**
     * L2 norm over all elements, summed in double precision. Partial sums are over fixed segments and are added in
     * order, so the result does not depend on the number of threads.
     */
    public static double norm(Collection<float[]> gradients) {
        double total = 0;
        for (float[] gradient : gradients) {
            for (double part : segments(gradient)
                    .mapToDouble(begin -> sumOfSquares(gradient, begin))
                    .toArray()) {
                total += part;
            }
        }
        return Math.sqrt(total);
    }

    /** Multiplies every element by one number, in place. */
    public static void scale(Collection<float[]> gradients, float factor) {
        for (float[] gradient : gradients) {
            segments(gradient).forEach(begin -> {
                int end = end(gradient, begin);
                for (int i = begin; i < end; i++) {
                    gradient[i] *= factor;
                }
            });
        }
    }

    private static IntStream segments(float[] values) {
        int count = (values.length + SEGMENT - 1) / SEGMENT;
        return IntStream.range(0, count).map(index -> index * SEGMENT).parallel();
    }

    private static int end(float[] values, int begin) {
        return Math.min(values.length, begin + SEGMENT);
    }

    private static double sumOfSquares(float[] values, int begin) {
        int end = end(values, begin);
        double even = 0;
        double odd = 0;
        int i = begin;
        // Two sums, because one alone waits for its own last addition.
        for (; i + 1 < end; i += 2) {
            even += (double) values[i] * values[i];
            odd += (double) values[i + 1] * values[i + 1];
        }
        if (i < end) {
            even += (double) values[i] * values[i];
        }
        return even + odd;
    }
}
