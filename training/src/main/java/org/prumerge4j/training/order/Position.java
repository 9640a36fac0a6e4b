package org.prumerge4j.training.order;

/**
 * A place between two batches.
 *
 * @param epoch epoch of the next batch, from 0
 * @param offset samples of that epoch already seen
 */
public record Position(long epoch, int offset) {
    /** The start of a run. */
    public static final Position START = new Position(0, 0);

    /** Checks the ranges. */
    public Position {
        if (epoch < 0 || offset < 0) {
            throw new IllegalArgumentException("position " + offset + " of epoch " + epoch + " cannot be");
        }
    }
}
