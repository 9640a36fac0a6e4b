package org.prumerge4j.training.progress;

/** Shows a person how far a run is. */
public interface ProgressDisplay extends AutoCloseable {
    /** A run begins: all its steps, and those made before it was interrupted. */
    void start(long totalSteps, long completedSteps);

    /**
     * A step is done.
     *
     * @param step its number, from 1
     * @param loss mean loss of its tokens; NaN if it had none
     * @param tokensPerSecond speed of this step
     */
    void step(long step, double loss, double tokensPerSecond);

    /** The run is over; nothing is shown any more. */
    @Override
    void close();
}
