package org.prumerge4j.model.execution;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/** Parameters of a graph as float32 arrays, widened from what a checkpoint holds. */
public final class ParameterArrays {
    private ParameterArrays() {}

    /**
     * Loads the parameters of one role.
     *
     * @param source holds tensors under canonical names
     * @return arrays by parameter name, for the caller to close
     * @throws NoSuchElementException if the source lacks a parameter
     * @throws IllegalArgumentException if a tensor has another shape than the graph declares
     */
    public static Map<String, INDArray> load(Graph graph, ParameterRole role, TensorSource source) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec parameter : graph.parameters().values()) {
            if (parameter.role() == role) {
                arrays.put(parameter.name(), load(parameter, source));
            }
        }
        return arrays;
    }

    /**
     * Loads one parameter.
     *
     * @param source holds tensors under canonical names
     * @throws NoSuchElementException if graph or source lack the parameter
     * @throws IllegalArgumentException if the tensor has another shape than the graph declares
     */
    public static INDArray load(Graph graph, String name, TensorSource source) {
        ParameterSpec parameter = graph.parameters().get(name);
        if (parameter == null) {
            throw new NoSuchElementException("the graph has no parameter " + name);
        }
        return load(parameter, source);
    }

    private static INDArray load(ParameterSpec parameter, TensorSource source) {
        TensorInfo stored = source.tensors().get(parameter.name());
        if (stored == null) {
            throw new NoSuchElementException("no tensor " + parameter.name() + " in the checkpoint");
        }
        if (!stored.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(parameter.name() + " in " + source.origin(parameter.name()) + " is "
                    + stored.shape() + ", but the configuration asks for " + parameter.shape());
        }
        float[] values = TensorValues.floats(source, parameter.name());
        return Nd4j.createFromArray(values).reshape(parameter.shape().toArray());
    }
}
