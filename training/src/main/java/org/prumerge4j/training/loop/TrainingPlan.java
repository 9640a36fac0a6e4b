package org.prumerge4j.training.loop;

/**
 * How samples are cut into steps.
 *
 * @param samples number of samples
 * @param batchSize samples of a micro-batch
 * @param accumulation micro-batches of a step
 * @param epochs how often every sample is seen
 * @param maxSteps ends the run earlier; 0 = the epochs decide
 */
public record TrainingPlan(int samples, int batchSize, int accumulation, long epochs, long maxSteps) {
    /** Checks the ranges. */
    public TrainingPlan {
        require("number of samples", samples, 1);
        require("batch size", batchSize, 1);
        require("accumulation", accumulation, 1);
        require("number of epochs", epochs, 1);
        require("largest number of steps", maxSteps, 0);
    }

    /** Steps of one epoch; the last may have fewer micro-batches, and its last micro-batch fewer samples. */
    public long stepsPerEpoch() {
        long samplesPerStep = (long) batchSize * accumulation;
        return (samples + samplesPerStep - 1) / samplesPerStep;
    }

    /** Steps of the run, which the schedule is made for. */
    public long totalSteps() {
        long steps = Math.multiplyExact(stepsPerEpoch(), epochs);
        return maxSteps == 0 ? steps : Math.min(steps, maxSteps);
    }

    private static void require(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is " + value + "; give at least " + least);
        }
    }
}
