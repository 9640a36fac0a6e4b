package org.prumerge4j.training.schedule;

/**
 * What every learning rate is multiplied with at each step: from 0 up to 1 in a straight line, then down again. The
 * formulas are those of the schedulers of Hugging Face transformers.
 *
 * @param kind shape after warm-up
 * @param warmupSteps steps of the rise; the first step of a run with warm-up has a rate of 0
 * @param totalSteps steps of the whole run
 */
public record LearningRateSchedule(ScheduleKind kind, long warmupSteps, long totalSteps) {
    /** Checks the ranges. */
    public LearningRateSchedule {
        if (warmupSteps < 0 || totalSteps < 1) {
            throw new IllegalArgumentException("a schedule of " + totalSteps + " steps with " + warmupSteps
                    + " of warm-up; give at least one step and no negative warm-up");
        }
    }

    /** A schedule whose warm-up may be given as a share of the run. */
    public static LearningRateSchedule of(ScheduleKind kind, Warmup warmup, long totalSteps) {
        return new LearningRateSchedule(kind, warmup.stepsOf(totalSteps), totalSteps);
    }

    /**
     * The multiplier of one step.
     *
     * @param completedSteps steps made before it: 0 for the first
     * @return a number in [0, 1]
     */
    public double multiplier(long completedSteps) {
        if (completedSteps < warmupSteps) {
            return (double) completedSteps / Math.max(1, warmupSteps);
        }
        double progress = Math.min(1, (double) (completedSteps - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
        return switch (kind) {
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
            case LINEAR -> 1 - progress;
            case CONSTANT -> 1;
        };
    }
}
