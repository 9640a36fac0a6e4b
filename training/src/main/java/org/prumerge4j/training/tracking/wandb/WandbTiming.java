package org.prumerge4j.training.tracking.wandb;

import java.time.Duration;

/**
 * How often and how long.
 *
 * @param batch pause between two transmissions of new rows
 * @param heartbeat longest silence; the server calls a run crashed after a few minutes without a sign
 * @param firstRetry pause after the first failure of a request; it doubles with every further one
 * @param longestRetry largest such pause
 * @param request longest wait for an answer
 * @param finish longest wait, at the end of the run, for the rest to be sent
 * @param shutdown the same when the process is being ended
 * @param statistics pause between two samples of system metrics
 */
record WandbTiming(
        Duration batch,
        Duration heartbeat,
        Duration firstRetry,
        Duration longestRetry,
        Duration request,
        Duration finish,
        Duration shutdown,
        Duration statistics) {
    /** The rhythm that W&amp;B's own client keeps. */
    static final WandbTiming USUAL = new WandbTiming(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));
}
