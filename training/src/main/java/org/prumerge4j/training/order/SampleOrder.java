package org.prumerge4j.training.order;

/** In which order the samples of one epoch are seen. */
public interface SampleOrder {
    /**
     * The order of one epoch; the same whenever it is asked for.
     *
     * @param epoch number of the epoch, from 0
     * @return a permutation of the sample indices {@code 0 .. samples - 1}, the caller's to keep
     */
    int[] epoch(long epoch);

    /** Number of samples. */
    int samples();

    /** What determines the order, for the saved state: a run resumes only with the order it was started with. */
    String description();
}
