package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.engine.CompiledExecutor.Mode;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.graph.Value;

/** Frozen weights in 16 bits compute what the same values in 32 bits compute. */
class NarrowWeightsTest {
    private static final double TOLERANCE = 1e-6;
    private static final List<DataType> STORED = List.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.FLOAT);

    /** Parameters with frozen ones rounded to 16 bits here and there, and the same values as float32. */
    private record Pair(Map<String, INDArray> stored, Map<String, INDArray> wide) {
        static Pair random(Graph graph, int seed, double scale) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, INDArray> stored = GradientCheck.randomParameters(graph, seed, scale);
            for (ParameterSpec parameter : graph.parameters().values()) {
                DataType type = parameter.role() == ParameterRole.FROZEN
                        ? STORED.get(random.nextInt(STORED.size()))
                        : DataType.FLOAT;
                stored.computeIfPresent(parameter.name(), (name, array) -> array.castTo(type));
            }
            Map<String, INDArray> wide = new HashMap<>();
            stored.forEach((name, array) -> wide.put(name, array.castTo(DataType.FLOAT)));
            return new Pair(stored, wide);
        }
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void aDecoderTrainsAsWithFloats(
            @ForAll @IntRange(min = 1, max = 2) int layers,
            @ForAll @IntRange(min = 2, max = 40) int length,
            @ForAll @IntRange(min = 0, max = 1000) int seed) {
        // An odd width of the MLP, so that rows begin at odd places.
        DecoderConfig config = new DecoderConfig(16, 23, layers, 4, 2, 11, 1e-5, 10000, 256);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj", "down_proj"));
        Pair pair = Pair.random(graph, seed, 0.6);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(length, 3), seed);
        List<String> outputs = List.of(graph.loss(), SupervisedLoss.LOGITS);
        try (CompiledExecutor wide = new CompiledExecutor(graph, pair.wide, 2, Mode.POISONED);
                CompiledExecutor narrow = new CompiledExecutor(graph, pair.stored, 2, Mode.POISONED);
                SameDiffExecutor oracle = new SameDiffExecutor(graph, pair.stored);
                Gradients expected = wide.gradients(inputs, outputs);
                Gradients actual = narrow.gradients(inputs, outputs);
                Gradients slow = oracle.gradients(inputs, outputs)) {
            assertClose(expected.outputs(), actual.outputs(), TOLERANCE);
            assertClose(expected.gradients(), actual.gradients(), TOLERANCE);
            assertClose(slow.outputs(), actual.outputs(), 10 * TOLERANCE);
            assertClose(slow.gradients(), actual.gradients(), 10 * TOLERANCE);
        }
    }

    private static void assertClose(Map<String, INDArray> expected, Map<String, INDArray> actual, double tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, array) -> assertThat(DecoderGraphs.distance(array, actual.get(name)))
                .as(name)
                .isLessThan(tolerance));
    }

    /** Weights of other ranks, biases, norms, position tables: whatever reads them gets floats. */
    @Test
    void aVisionTowerComputesAsWithFloats() {
        Graph graph = ClipTower.graph(new VisionConfig(24, 40, 3, 3, 14, 4, 1e-5), 1);
        for (int seed = 0; seed < 4; seed++) {
            Pair pair = Pair.random(graph, seed, 0.5);
            Map<String, INDArray> inputs =
                    Map.of(ClipTower.PIXELS, GradientCheck.random(new SplittableRandom(1), 1, 1, 3, 14, 14));
            try (CompiledExecutor wide = new CompiledExecutor(graph, pair.wide, 2, Mode.POISONED);
                    CompiledExecutor narrow = new CompiledExecutor(graph, pair.stored, 2, Mode.POISONED)) {
                assertClose(wide.run(inputs, graph.outputs()), narrow.run(inputs, graph.outputs()), TOLERANCE);
            }
        }
    }

    /** Matrices of several panels, the last ones not full, in a product whose gradient passes through them. */
    @Test
    void largeMatricesAreWidenedPanelByPanel() {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.input("x", -1, 5);
        Value first = builder.parameter("first", ParameterRole.TRAINABLE, 1101, 5);
        Value frozen = builder.parameter("frozen", ParameterRole.FROZEN, 1301, 1101);
        Value plain = builder.parameter("plain", ParameterRole.FROZEN, 1301, 9);
        Value hidden = builder.linear(builder.linear(x, first), frozen);
        Value weighted = builder.multiply(builder.matmul(hidden, plain), builder.input("w", -1, 9));
        builder.loss("loss", builder.sum(builder.sumOfLast(weighted)));
        Graph graph = builder.build();
        SplittableRandom random = new SplittableRandom(5);
        Map<String, INDArray> inputs =
                Map.of("x", GradientCheck.random(random, 1, 7, 5), "w", GradientCheck.random(random, 1, 7, 9));
        for (DataType type : List.of(DataType.FLOAT16, DataType.BFLOAT16)) {
            Map<String, INDArray> stored = GradientCheck.randomParameters(graph, 3, 0.3);
            stored.computeIfPresent("frozen", (name, array) -> array.castTo(type));
            stored.computeIfPresent("plain", (name, array) -> array.castTo(type));
            Map<String, INDArray> wide = new HashMap<>();
            stored.forEach((name, array) -> wide.put(name, array.castTo(DataType.FLOAT)));
            try (CompiledExecutor expected = new CompiledExecutor(graph, wide, 1, Mode.FAST);
                    CompiledExecutor actual = new CompiledExecutor(graph, stored, 3, Mode.POISONED);
                    Gradients wanted = expected.gradients(inputs, List.of("loss"));
                    Gradients given = actual.gradients(inputs, List.of("loss"))) {
                assertClose(wanted.gradients(), given.gradients(), TOLERANCE);
                assertThat(actual.report().table()).contains("16-bit").doesNotContain("widen ");
            }
        }
    }

    @Test
    void trainedParametersAreFloats() {
        GraphBuilder builder = new GraphBuilder();
        Value weight = builder.parameter("weight", ParameterRole.TRAINABLE, 2, 3);
        builder.output("y", builder.linear(builder.input("x", -1, 3), weight));
        Graph graph = builder.build();
        assertThatThrownBy(() -> new CompiledExecutor(graph, Map.of("weight", Nd4j.zeros(DataType.BFLOAT16, 2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight is BF16; trained parameters are float32");
        assertThatThrownBy(() -> new CompiledExecutor(graph, Map.of("weight", Nd4j.zeros(DataType.DOUBLE, 2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight is DOUBLE");
    }

    @Test
    void gradientsReadOnTheWayAreThoseKeptToTheEndAndTakeLessMemory() {
        DecoderConfig config = new DecoderConfig(32, 400, 6, 4, 4, 11, 1e-5, 10000, 256);
        Graph graph = DecoderGraphs.training(
                config, Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"));
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 1, 0.6);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(2), 2);
        Map<String, float[]> read = new HashMap<>();
        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, 2, Mode.POISONED);
                Gradients kept = executor.gradients(inputs, List.of(graph.loss()))) {
            long keeping = executor.report().arenaBytes();
            Map<String, INDArray> outputs = executor.gradients(
                    inputs, List.of(graph.loss()), (name, values) -> assertThat(read.put(name, copy(values)))
                            .isNull());
            assertThat(outputs).isEqualTo(kept.outputs());
            assertThat(read.keySet()).isEqualTo(kept.gradients().keySet());
            kept.gradients().forEach((name, gradient) -> assertThat(read.get(name))
                    .as(name)
                    .containsExactly(gradient.ravel().toFloatVector()));
            assertThat(executor.report().arenaBytes()).isLessThan(keeping * 9 / 10);
        }
    }

    private static float[] copy(FloatBuffer values) {
        float[] copy = new float[values.capacity()];
        values.get(0, copy);
        return copy;
    }
}
