package org.prumerge4j.training.accumulation;

import java.nio.FloatBuffer;

/** Takes the gradients of one micro-batch. */
@FunctionalInterface
public interface GradientSink {
    /**
     * Adds the gradient of one parameter. A parameter for which nothing is added has a gradient of zero.
     *
     * @param parameter its name
     * @param gradient gradient of the SUM of the micro-batch's token losses, row by row, from index 0 to the capacity;
     *     copied, so the caller may reuse it
     * @throws IllegalArgumentException if there is no such parameter or the sizes differ
     */
    void add(String parameter, FloatBuffer gradient);
}
