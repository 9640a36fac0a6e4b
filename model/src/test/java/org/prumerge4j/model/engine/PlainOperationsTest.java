package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.engine.CompiledExecutor.Mode;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** Every operation of the graph builder and every marked block against SameDiff, values and gradients. */
class PlainOperationsTest {
    private static final int ROWS = 6;
    private static final int WIDTH = 8;

    /** Something computed from a [6, 8] array and a graph to take further parameters from. */
    private interface Formula extends BiFunction<GraphBuilder, Value, Value> {}

    private static Arguments formula(String name, Formula formula) {
        return Arguments.of(name, formula);
    }

    private static Value weight(GraphBuilder g, String name, long... extents) {
        return g.parameter(name, ParameterRole.TRAINABLE, extents);
    }

    static Stream<Arguments> formulas() {
        return Stream.of(
                formula("add", (g, x) -> g.add(x, weight(g, "b", WIDTH))),
                formula("add a column", (g, x) -> g.add(weight(g, "b", ROWS, 1), x)),
                formula("add itself", (g, x) -> g.add(x, x)),
                formula("subtract", (g, x) -> g.subtract(x, weight(g, "b", 1, WIDTH))),
                formula("multiply", (g, x) -> g.multiply(x, weight(g, "b", ROWS, 1))),
                formula("multiply itself", (g, x) -> g.multiply(x, x)),
                formula("constant", (g, x) -> g.multiply(g.scalar(0.7), g.subtract(x, g.scalar(2)))),
                formula("scale and shift", (g, x) -> g.shift(g.scale(x, -1.5), 0.3)),
                formula("matmul", (g, x) -> g.matmul(x, weight(g, "b", WIDTH, 3))),
                formula("matmul a'", (g, x) -> g.matmul(x, weight(g, "b", ROWS, 3), true, false)),
                formula("matmul b'", (g, x) -> g.matmul(x, weight(g, "b", 3, WIDTH), false, true)),
                formula("matmul a'b'", (g, x) -> g.matmul(x, weight(g, "b", 3, ROWS), true, true)),
                formula("scaled matmul", (g, x) -> g.scale(g.linear(x, weight(g, "b", 3, WIDTH)), 2.5)),
                formula(
                        "batched matmul",
                        (g, x) -> g.matmul(g.reshape(x, 2, 3, WIDTH), weight(g, "b", 2, 5, WIDTH), false, true)),
                formula(
                        "linear with adapter",
                        (g, x) -> g.add(
                                g.linear(x, weight(g, "w", 5, WIDTH)),
                                g.linear(g.scale(g.linear(x, weight(g, "a", 2, WIDTH)), 3), weight(g, "b", 5, 2)))),
                formula("linear with bias", (g, x) -> g.linear(x, weight(g, "w", 5, WIDTH), weight(g, "b", 5))),
                formula("reshape", (g, x) -> g.multiply(g.reshape(x, 2, -1), weight(g, "b", 2, 24))),
                formula("permute", (g, x) -> g.multiply(g.permute(x, 1, 0), weight(g, "b", WIDTH, ROWS))),
                formula(
                        "permute 3",
                        (g, x) -> g.multiply(g.permute(g.reshape(x, 2, 3, 8), 2, 0, 1), weight(g, "b", 8, 2, 3))),
                formula("concat", (g, x) -> g.concat(0, x, weight(g, "b", 2, WIDTH), x)),
                formula("concat columns", (g, x) -> g.concat(1, weight(g, "b", ROWS, 2), x)),
                formula("split", (g, x) -> g.multiply(g.split(x, 2, 1).get(1), weight(g, "b", ROWS, 4))),
                formula("slice", (g, x) -> g.slice(x, new int[] {1, 2}, 3, -1)),
                formula("mean", (g, x) -> g.multiply(g.meanOfLast(x), weight(g, "b", ROWS, 1))),
                formula("sum", (g, x) -> g.square(g.sumOfLast(x))),
                formula("square", GraphBuilder::square),
                formula("rsqrt", (g, x) -> g.reciprocalSquareRoot(g.shift(g.square(x), 0.5))),
                formula("erf", GraphBuilder::erf),
                formula("sigmoid", GraphBuilder::sigmoid),
                formula("softmax", (g, x) -> g.multiply(g.softmax(x), weight(g, "b", ROWS, WIDTH))),
                formula("log softmax", (g, x) -> g.multiply(g.logSoftmax(x), weight(g, "b", ROWS, WIDTH))),
                formula("rms norm", (g, x) -> Layers.rmsNorm(g, x, weight(g, "w", WIDTH), 1e-3)),
                formula(
                        "layer norm",
                        (g, x) -> Layers.layerNorm(g, x, weight(g, "w", WIDTH), weight(g, "b", WIDTH), 1e-3)),
                formula("quick gelu", Layers::quickGelu),
                formula("gelu", Layers::gelu),
                formula("swiglu", (g, x) -> Layers.swiGlu(g, x, weight(g, "u", ROWS, WIDTH))),
                formula("swiglu of itself", (g, x) -> Layers.swiGlu(g, x, x)),
                formula("chosen rows", (g, x) -> g.matmul(g.input("matrix", 4, ROWS), x)),
                formula("diamond", (g, x) -> {
                    Value y = g.add(x, g.square(x));
                    return g.multiply(g.add(y, g.sigmoid(y)), g.add(x, y));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formulas")
    void valueAndGradientsEqualSameDiffs(String name, Formula formula) {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.parameter("x", ParameterRole.TRAINABLE, ROWS, WIDTH);
        Value y = formula.apply(builder, x);
        builder.output("y", y);
        builder.loss("loss", builder.sum(builder.reshape(builder.multiply(y, y), -1)));
        Graph graph = builder.build();
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 4, 1.2);
        INDArray matrix = GradientCheck.random(new SplittableRandom(3), 1, 4, ROWS);
        matrix.putScalar(1, 2, 0).putScalar(0, 5, 0);
        Map<String, INDArray> inputs = graph.inputs().isEmpty() ? Map.of() : Map.of("matrix", matrix);
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters, 2, Mode.POISONED);
                Gradients expected = slow.gradients(inputs, List.of("y", "loss"));
                Gradients actual = fast.gradients(inputs, List.of("y", "loss"))) {
            for (String output : List.of("y", "loss")) {
                INDArray wanted = expected.outputs().get(output);
                assertThat(DecoderGraphs.distance(wanted, actual.outputs().get(output)))
                        .as(output)
                        .isLessThan(1e-6);
            }
            expected.gradients().forEach((parameter, gradient) -> assertThat(
                            DecoderGraphs.distance(gradient, actual.gradients().get(parameter)))
                    .as(parameter)
                    .isLessThan(2e-6));
        }
    }

    @Test
    void oneHotAndPlainCrossEntropyEqualSameDiffs() {
        GraphBuilder builder = new GraphBuilder();
        Value logits = builder.parameter("x", ParameterRole.TRAINABLE, ROWS, WIDTH);
        Value targets = builder.integers("targets", -1);
        Value plain = builder.sumOfLast(builder.multiply(builder.logSoftmax(logits), builder.oneHot(targets, WIDTH)));
        Value fused = Layers.crossEntropy(builder, builder.scale(logits, 2), targets, WIDTH);
        builder.loss("loss", builder.subtract(fused, builder.sum(plain)));
        Graph graph = builder.build();
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 4, 1.2);
        Map<String, INDArray> inputs = Map.of("targets", DecoderGraphs.integers(3, 0, 7, -1, 2, 2));
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters, 2, Mode.POISONED);
                Gradients expected = slow.gradients(inputs, List.of("loss"));
                Gradients actual = fast.gradients(inputs, List.of("loss"))) {
            assertThat(DecoderGraphs.distance(
                            expected.outputs().get("loss"), actual.outputs().get("loss")))
                    .isLessThan(1e-6);
            assertThat(DecoderGraphs.distance(
                            expected.gradients().get("x"), actual.gradients().get("x")))
                    .isLessThan(1e-6);
        }
    }

    @Test
    void aParameterTheLossDoesNotReadHasNoGradientButZeros() {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.parameter("x", ParameterRole.TRAINABLE, ROWS, WIDTH);
        builder.output("y", builder.square(builder.parameter("unread", ParameterRole.TRAINABLE, 3)));
        builder.loss("loss", builder.sum(builder.reshape(builder.square(x), -1)));
        Graph graph = builder.build();
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 4, 1));
                Gradients gradients = fast.gradients(Map.of(), List.of())) {
            assertThat(gradients.gradients().get("unread").toFloatVector()).containsOnly(0f);
        }
    }

    @Test
    void gradientsOfAGraphWithoutLossAreRefused() {
        GraphBuilder builder = new GraphBuilder();
        builder.output("y", builder.square(builder.parameter("x", ParameterRole.TRAINABLE, 3)));
        Graph graph = builder.build();
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 4, 1))) {
            assertThatThrownBy(() -> fast.gradients(Map.of(), List.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no loss");
        }
    }
}
