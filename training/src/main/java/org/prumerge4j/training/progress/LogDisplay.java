package org.prumerge4j.training.progress;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log line for the first step shown, the last one, and in between one every so many steps. */
final class LogDisplay implements ProgressDisplay {
    private static final Logger LOG = LoggerFactory.getLogger(LogDisplay.class);

    private final long everySteps;
    private long totalSteps;
    private boolean first = true;

    LogDisplay(long everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("a line every " + everySteps + " steps; give at least 1");
        }
        this.everySteps = everySteps;
    }

    @Override
    public void start(long total, long completedSteps) {
        totalSteps = total;
        first = true;
        if (completedSteps > 0) {
            LOG.info("going on after step {} of {}", completedSteps, total);
        }
    }

    @Override
    public void step(long step, double loss, double tokensPerSecond) {
        if (first || step >= totalSteps || step % everySteps == 0) {
            first = false;
            String line = String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", loss, tokensPerSecond);
            LOG.info("step {}/{}: {}", step, totalSteps, line);
        }
    }

    @Override
    public void close() {}
}
