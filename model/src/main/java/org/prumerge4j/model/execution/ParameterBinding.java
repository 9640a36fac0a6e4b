package org.prumerge4j.model.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;

/** Gives a graph's parameters their arrays, or says everything that is wrong with them at once. */
public final class ParameterBinding {
    private ParameterBinding() {}

    /**
     * The arrays of a graph's parameters.
     *
     * @param parameters arrays by parameter name; more than the graph needs may be given
     * @param objection says what else is wrong with an array, as in "is not ..."; null if nothing is
     * @return arrays by name, those the graph needs
     * @throws IllegalArgumentException if a parameter is missing, has another shape than declared, or is objected to
     */
    public static Map<String, INDArray> bind(
            Graph graph, Map<String, INDArray> parameters, Function<INDArray, @Nullable String> objection) {
        Map<String, INDArray> bound = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (ParameterSpec wanted : graph.parameters().values()) {
            INDArray array = parameters.get(wanted.name());
            if (array == null) {
                problems.add(wanted.name() + " is missing");
            } else if (!Arrays.equals(array.shape(), wanted.shape().toArray())) {
                problems.add(wanted.name() + " is " + Arrays.toString(array.shape()) + ", not " + wanted.shape());
            } else {
                String problem = objection.apply(array);
                if (problem != null) {
                    problems.add(wanted.name() + " " + problem);
                }
                bound.put(wanted.name(), array);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("cannot bind the graph's parameters: " + String.join("; ", problems));
        }
        return bound;
    }
}
