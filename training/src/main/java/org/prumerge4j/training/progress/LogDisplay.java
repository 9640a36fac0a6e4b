package org.prumerge4j.training.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log line for the first step, the last one, and in between at most one per interval. */
final class LogDisplay implements ProgressDisplay {
    private static final Logger LOG = LoggerFactory.getLogger(LogDisplay.class);

    private final Duration interval;
    private final InstantSource clock;
    private long totalSteps;
    private Instant next = Instant.MIN;

    LogDisplay(Duration interval, InstantSource clock) {
        this.interval = interval;
        this.clock = clock;
    }

    @Override
    public void start(long total, long completedSteps) {
        totalSteps = total;
        next = Instant.MIN;
        if (completedSteps > 0) {
            LOG.info("going on after step {} of {}", completedSteps, total);
        }
    }

    @Override
    public void step(long step, double loss, double tokensPerSecond) {
        Instant now = clock.instant();
        if (step >= totalSteps || !now.isBefore(next)) {
            next = now.plus(interval);
            String line = String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", loss, tokensPerSecond);
            LOG.info("step {}/{}: {}", step, totalSteps, line);
        }
    }

    @Override
    public void close() {}
}
