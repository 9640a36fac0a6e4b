package org.prumerge4j.training.tracking.wandb;

import java.time.Instant;

/** The time of day, and a count of nanoseconds that never goes backwards. */
interface RunClock {
    /** The clocks of this machine. */
    RunClock SYSTEM = new RunClock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoseconds() {
            return System.nanoTime();
        }
    };

    Instant now();

    long nanoseconds();
}
