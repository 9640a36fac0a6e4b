package org.prumerge4j.training.schedule;

/**
 * Length of the warm-up, as a number of steps or as a share of the run.
 *
 * @param steps number of steps, used if {@code ratio} is 0
 * @param ratio share of all steps in [0, 1], rounded up to whole steps
 */
public record Warmup(long steps, double ratio) {
    /** No warm-up. */
    public static final Warmup NONE = new Warmup(0, 0);

    /** Checks the ranges. */
    public Warmup {
        if (steps < 0) {
            throw new IllegalArgumentException("warm-up of " + steps + " steps; give 0 or more");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("warm-up ratio " + ratio + "; give a number in [0, 1]");
        }
        if (steps > 0 && ratio > 0) {
            throw new IllegalArgumentException(
                    "warm-up of " + steps + " steps and of ratio " + ratio + "; give only one of the two");
        }
    }

    /** A fixed number of steps. */
    public static Warmup ofSteps(long steps) {
        return new Warmup(steps, 0);
    }

    /** A share of the run. */
    public static Warmup ofRatio(double ratio) {
        return new Warmup(0, ratio);
    }

    /** Number of warm-up steps in a run of {@code totalSteps}. */
    public long stepsOf(long totalSteps) {
        return ratio > 0 ? (long) Math.ceil(ratio * totalSteps) : steps;
    }
}
