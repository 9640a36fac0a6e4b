package org.prumerge4j.training.loop;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.training.checkpoint.RunTotals;

/**
 * What a run did, interruptions not counted.
 *
 * @param status completed or stopped
 * @param steps steps made
 * @param totals samples, tokens and seconds
 * @param finalLoss loss of the last step that had one; NaN if none had
 * @param checkpoint the last checkpoint, if any were saved
 */
public record TrainingReport(
        RunStatus status, long steps, RunTotals totals, double finalLoss, @Nullable Path checkpoint) {
    /** Tokens through the decoder per second spent in steps. */
    public double tokensPerSecond() {
        return totals.seconds() > 0 ? totals.tokens() / totals.seconds() : 0;
    }

    /** A few lines for a person. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s after %d steps (%d skipped), final loss %.4f%n"
                        + "%d samples, %d tokens of which %d supervised, %.1f s, %.1f tokens/s%n"
                        + "checkpoint: %s",
                status.label(),
                steps,
                totals.skippedSteps(),
                finalLoss,
                totals.samples(),
                totals.tokens(),
                totals.supervisedTokens(),
                totals.seconds(),
                tokensPerSecond(),
                checkpoint == null ? "none" : checkpoint);
    }
}
