package org.prumerge4j.training.optimizer;

/**
 * Constants of AdamW.
 *
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param epsilon added to the denominator, outside the square root
 */
public record AdamWOptions(double beta1, double beta2, double epsilon) {
    /** The values of PyTorch and of the LLaVA recipe: 0.9, 0.999, 1e-8. */
    public static final AdamWOptions DEFAULTS = new AdamWOptions(0.9, 0.999, 1e-8);

    /** Checks the ranges. */
    public AdamWOptions {
        requireRate("beta1", beta1);
        requireRate("beta2", beta2);
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; give a finite number of at least 0");
        }
    }

    private static void requireRate(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; give a number in [0, 1)");
        }
    }
}
