package org.prumerge4j.model.engine.ir;

import java.util.List;

/** An operation of a graph as the engine runs it. */
public interface Operator {
    /** Shape of the result for inputs of known shapes. */
    int[] shape(List<Tensor> inputs);

    /** Whether the result is the first input's values under another shape, so that nothing has to run. */
    default boolean view() {
        return false;
    }

    /** Whether the result is made again where the backward run needs it rather than kept until then. */
    default boolean cheap() {
        return false;
    }

    /** Whether an input may be a matrix stored in 16 bits; otherwise the operator gets it as float32. */
    default boolean readsNarrow(int input) {
        return false;
    }

    /** Adds the instructions that compute the node's output. */
    void forward(Node node, Program program);

    /**
     * Adds the instructions that compute what the node contributes to the gradients of its inputs, for those inputs
     * that have one; the gradient of the output is complete by then.
     */
    void backward(Node node, Program program);
}
