package org.prumerge4j.training.schedule;

/** Shape of the learning rate after warm-up. */
public enum ScheduleKind {
    /** Half a cosine from 1 down to 0 at the last step. */
    COSINE,
    /** A straight line from 1 down to 0 at the last step. */
    LINEAR,
    /** Stays at 1. */
    CONSTANT
}
