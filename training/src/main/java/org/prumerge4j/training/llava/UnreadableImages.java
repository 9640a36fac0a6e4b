package org.prumerge4j.training.llava;

/** What happens when the image of a sample cannot be read in the middle of a run. */
public enum UnreadableImages {
    /** The run ends, saved as it was before the step. */
    FAIL,
    /** The sample is left out and counted; many of them in a row end the run all the same. */
    SKIP
}
