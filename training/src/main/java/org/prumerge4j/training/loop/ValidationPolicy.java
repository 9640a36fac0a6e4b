package org.prumerge4j.training.loop;

/**
 * When a run is validated, and what for.
 *
 * @param validation computes the loss
 * @param everySteps after every so many steps, and after the last one
 * @param keepBest whether the checkpoint with the lowest loss is saved and kept
 */
public record ValidationPolicy(Validation validation, long everySteps, boolean keepBest) {
    /** Checks the interval. */
    public ValidationPolicy {
        if (everySteps < 1) {
            throw new IllegalArgumentException("validating every " + everySteps + " steps; give 1 or more");
        }
    }

    boolean dueAfter(long step, long lastStep) {
        return step % everySteps == 0 || step == lastStep;
    }
}
