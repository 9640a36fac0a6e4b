package org.prumerge4j.model.execution;

import java.nio.FloatBuffer;

/** Is shown gradients one by one, so that they never have to be in memory all at once. */
@FunctionalInterface
public interface GradientReader {
    /**
     * Reads the gradient of one parameter.
     *
     * @param parameter its name
     * @param gradient derivative of the loss, row by row, from index 0 to the capacity; overwritten after the call
     */
    void read(String parameter, FloatBuffer gradient);
}
