package org.prumerge4j.model.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;

/** Compares the gradients of a graph with central differences of its loss. */
public final class GradientCheck {
    private static final double STEP = 2e-2;
    private static final double TOLERANCE = 1e-2;

    private GradientCheck() {}

    /** Random values for every parameter of a graph. */
    public static Map<String, INDArray> randomParameters(Graph graph, long seed, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, INDArray> arrays = new HashMap<>();
        for (ParameterSpec parameter : graph.parameters().values()) {
            arrays.put(parameter.name(), random(random, scale, parameter.shape().toArray()));
        }
        return arrays;
    }

    /** An array of uniform values in (-scale, scale). */
    public static INDArray random(SplittableRandom random, double scale, long... shape) {
        float[] values = new float[(int) Nd4j.createUninitialized(shape).length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }

    /** Checks every trainable parameter along one random direction, so that every element takes part. */
    public static void check(Graph graph, Map<String, INDArray> parameters, Map<String, INDArray> inputs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters)) {
            Map<String, INDArray> gradients =
                    executor.gradients(inputs, List.of()).gradients();
            for (ParameterSpec parameter : graph.trainable()) {
                INDArray values = parameters.get(parameter.name());
                INDArray gradient = gradients.get(parameter.name());
                assertThat(gradient.shape()).as(parameter.name()).isEqualTo(values.shape());
                INDArray direction = random(random, 1, values.shape());
                double analytic = gradient.mul(direction).sumNumber().doubleValue();
                double numeric = difference(executor, graph, inputs, values, direction);
                double size = gradient.norm2Number().doubleValue();
                assertThat(analytic).as(parameter.name()).isCloseTo(numeric, offset(TOLERANCE * size + 5e-5));
            }
        }
    }

    private static double difference(
            SameDiffExecutor executor, Graph graph, Map<String, INDArray> inputs, INDArray values, INDArray direction) {
        INDArray original = values.dup();
        values.addi(direction.mul(STEP));
        double above = loss(executor, graph, inputs);
        values.assign(original).subi(direction.mul(STEP));
        double below = loss(executor, graph, inputs);
        values.assign(original);
        return (above - below) / (2 * STEP);
    }

    private static double loss(SameDiffExecutor executor, Graph graph, Map<String, INDArray> inputs) {
        return executor.run(inputs, List.of(graph.loss())).get(graph.loss()).getDouble(0);
    }
}
