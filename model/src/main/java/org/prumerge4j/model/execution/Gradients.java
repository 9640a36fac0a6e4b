package org.prumerge4j.model.execution;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a forward and backward run gives; the caller owns the arrays.
 *
 * @param outputs arrays by output name
 * @param gradients derivative of the loss by trainable parameter name, in the shape of the parameter
 */
public record Gradients(Map<String, INDArray> outputs, Map<String, INDArray> gradients) implements AutoCloseable {
    @Override
    public void close() {
        outputs.values().forEach(Gradients::release);
        gradients.values().forEach(Gradients::release);
    }

    private static void release(INDArray array) {
        if (array.closeable()) {
            array.close();
        }
    }
}
