package org.prumerge4j.model.execution;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one graph whose parameters are bound. Parameter arrays are read at every run, so an optimiser may change them in
 * place between runs.
 */
public interface GraphExecutor extends AutoCloseable {
    /**
     * Runs the graph forward.
     *
     * @param inputs arrays for the inputs that the wanted outputs depend on
     * @param outputs names of outputs
     * @return arrays by output name; the caller owns them
     */
    Map<String, INDArray> run(Map<String, INDArray> inputs, List<String> outputs);

    /**
     * Runs the graph forward and backward from its loss.
     *
     * @param inputs arrays for all inputs
     * @param outputs names of outputs wanted besides the gradients; the loss may be among them
     */
    Gradients gradients(Map<String, INDArray> inputs, List<String> outputs);

    /**
     * Runs the graph forward and backward from its loss, without keeping gradients.
     *
     * @param inputs arrays for all inputs
     * @param outputs names of outputs wanted besides the gradients; the loss may be among them
     * @param reader is shown the gradient of each trainable parameter once, in any order, while the graph runs
     * @return arrays by output name; the caller owns them
     */
    Map<String, INDArray> gradients(Map<String, INDArray> inputs, List<String> outputs, GradientReader reader);

    @Override
    void close();
}
