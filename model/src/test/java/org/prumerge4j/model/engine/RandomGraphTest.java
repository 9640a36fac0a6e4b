package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.engine.CompiledExecutor.Mode;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.DropoutPattern;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Layers;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;

/** Random graphs, and each fused kernel in random shapes, against SameDiff's own session, which runs the plain operations. */
class RandomGraphTest {
    private static final double TOLERANCE = 1e-5;

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void valuesAndGradientsEqualSameDiffs(@ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
        RandomGraph random = new RandomGraph(seed);
        assertSame(random.build(), random.inputs(), seed);
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void fusedKernelsEqualTheirPlainForm(
            @ForAll @IntRange(min = 0, max = 5) int kind,
            @ForAll @IntRange(min = 2, max = 40) int rows,
            @ForAll @IntRange(min = 2, max = 1300) int width,
            @ForAll @IntRange(min = 0, max = 1000) int seed) {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.parameter("x", ParameterRole.TRAINABLE, rows, width);
        Map<String, INDArray> inputs = new HashMap<>();
        Value y =
                switch (kind) {
                    case 0 -> Layers.rmsNorm(builder, x, weight(builder, "w", width), 1e-3);
                    case 1 ->
                        Layers.layerNorm(builder, x, weight(builder, "w", width), weight(builder, "b", width), 1e-2);
                    case 2 -> Layers.quickGelu(builder, x);
                    case 3 -> Layers.gelu(builder, x);
                    case 4 -> Layers.swiGlu(builder, x, weight(builder, "u", rows, width));
                    default -> {
                        inputs.put("like", Nd4j.zeros(rows, width));
                        inputs.put(GraphBuilder.DRAW, Nd4j.createFromArray(seed, -seed));
                        Value sum = builder.add(builder.input("like", -1, width), x);
                        yield builder.dropout(sum, "mask", width, new DropoutPattern(0.4, seed));
                    }
                };
        builder.output("last", y);
        inputs.put(
                "targets",
                Nd4j.createFromArray(
                        new SplittableRandom(seed).ints(rows, -1, width).toArray()));
        builder.loss("loss", Layers.crossEntropy(builder, y, builder.integers("targets", -1), width));
        assertSame(builder.build(), inputs, seed);
    }

    private static Value weight(GraphBuilder builder, String name, long... extents) {
        return builder.parameter(name, ParameterRole.TRAINABLE, extents);
    }

    private static void assertSame(Graph graph, Map<String, INDArray> inputs, int seed) {
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, seed, 0.7);
        List<String> outputs = List.of("last", "loss");
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters, 2, Mode.POISONED);
                Gradients expected = slow.gradients(inputs, outputs);
                Gradients actual = fast.gradients(inputs, outputs)) {
            assertThat(actual.gradients().keySet())
                    .isEqualTo(expected.gradients().keySet());
            expected.gradients().forEach((name, gradient) -> assertThat(
                            DecoderGraphs.distance(gradient, actual.gradients().get(name)))
                    .as(name)
                    .isLessThan(TOLERANCE));
            outputs.forEach(name -> assertThat(DecoderGraphs.distance(
                            expected.outputs().get(name), actual.outputs().get(name)))
                    .as(name)
                    .isLessThan(TOLERANCE));
        }
    }
}
