package org.prumerge4j.training.checkpoint;

/**
 * What a run has done so far, interruptions not counted.
 *
 * @param samples samples seen
 * @param tokens tokens that went through the decoder
 * @param supervisedTokens tokens that had a label
 * @param skippedSteps steps without any supervised token
 * @param seconds time spent in steps
 * @param work what went into the batches
 */
public record RunTotals(
        long samples, long tokens, long supervisedTokens, long skippedSteps, double seconds, BatchWork work) {
    /** Nothing done. */
    public static final RunTotals NONE = new RunTotals(0, 0, 0, 0, 0, BatchWork.NONE);

    /** The sum of both. */
    public RunTotals plus(RunTotals other) {
        return new RunTotals(
                samples + other.samples,
                tokens + other.tokens,
                supervisedTokens + other.supervisedTokens,
                skippedSteps + other.skippedSteps,
                seconds + other.seconds,
                work.plus(other.work));
    }
}
