package org.prumerge4j.model.engine;

/** What a plan is run for. */
enum Purpose {
    /** Outputs alone. */
    VALUES,
    /** Outputs, and gradients that are all kept to the end of the run. */
    GRADIENTS,
    /** Outputs, and gradients each of which is read as soon as it is complete; then its memory is free for others. */
    READ_GRADIENTS
}
