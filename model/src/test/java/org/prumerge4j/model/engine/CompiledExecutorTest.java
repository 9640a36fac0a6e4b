package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
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
import org.prumerge4j.model.graph.Value;

class CompiledExecutorTest {
    private static final double TOLERANCE = 1e-5;
    private static final List<String> LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private static DecoderConfig config(int layers, int heads, int keyValueHeads) {
        return new DecoderConfig(heads * 4, 24, layers, heads, keyValueHeads, 11, 1e-5, 10000, 256);
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void gradientsOfRandomDecodersEqualSameDiffs(
            @ForAll @IntRange(min = 1, max = 3) int layers,
            @ForAll @IntRange(min = 0, max = 2) int groups,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 2, max = 90) Integer> lengths,
            @ForAll Set<@IntRange(min = 0, max = 6) Integer> adapted,
            @ForAll boolean dropout,
            @ForAll boolean again,
            @ForAll @IntRange(min = 0, max = 100) int seed) {
        DecoderConfig config = config(layers, 4, 4 >> groups);
        Set<String> targets = Set.copyOf(adapted.stream().map(LINEARS::get).toList());
        Graph graph = DecoderGraphs.training(
                config, targets.isEmpty() ? Set.of("v_proj") : targets, dropout ? 0.3 : 0, again);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, lengths, seed);
        if (dropout) {
            inputs.put(GraphBuilder.DRAW, DecoderGraphs.integers(seed, 7));
        }
        assertSame(graph, inputs, seed);
    }

    private static Graph multiplied(boolean folded) {
        GraphBuilder builder = new GraphBuilder();
        Value seven =
                folded ? builder.scalar(7) : builder.shift(builder.multiply(builder.scalar(2), builder.scalar(3)), 1);
        Value x = builder.parameter("x", ParameterRole.TRAINABLE, 5, 3);
        builder.output("seven", seven);
        builder.loss("loss", builder.sum(builder.reshape(builder.square(builder.multiply(x, seven)), 15)));
        return builder.build();
    }

    private static List<String> stepsOfGradients(Graph graph) {
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 1, 1);
        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, 2, Mode.FAST)) {
            return executor.plan(Map.of(), List.of("loss")).steps().stream()
                    .map(PlanReport.Step::kind)
                    .toList();
        }
    }

    @Test
    void whatDependsOnConstantsAloneIsComputedWhileCompiling() {
        Graph graph = multiplied(false);
        assertThat(stepsOfGradients(graph)).isEqualTo(stepsOfGradients(multiplied(true)));
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 1, 1);
        try (CompiledExecutor executor = new CompiledExecutor(graph, parameters, 2, Mode.POISONED)) {
            assertThat(executor.run(Map.of(), List.of("seven")).get("seven").getFloat(0))
                    .isEqualTo(7f);
            // The loss is the sum of (7 x)^2, its slope 98 x.
            try (Gradients gradients = executor.gradients(Map.of(), List.of("loss"))) {
                INDArray x = Objects.requireNonNull(parameters.get("x"));
                assertThat(gradients
                                .gradients()
                                .get("x")
                                .sub(x.mul(98))
                                .amaxNumber()
                                .floatValue())
                        .isLessThan(1e-4f);
            }
        }
    }

    @Test
    void dropoutKeepsNothingForTheBackwardRun() {
        DecoderConfig config = config(4, 4, 4);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(90, 60), 2);
        long plain = plannedBytes(DecoderGraphs.training(config, Set.copyOf(LINEARS)), inputs);
        inputs.put(GraphBuilder.DRAW, DecoderGraphs.integers(1, 2));
        long dropped = plannedBytes(DecoderGraphs.training(config, Set.copyOf(LINEARS), 0.1, false), inputs);
        // One masked input, of the widest linear, while it is used.
        assertThat(dropped - plain).isLessThanOrEqualTo(3L * 150 * config.intermediateSize() * Float.BYTES);
    }

    @Test
    void blocksComputedAgainGiveTheSameGradientsInLessMemory() {
        DecoderConfig config = config(6, 4, 2);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(90, 60), 2);
        inputs.put(GraphBuilder.DRAW, DecoderGraphs.integers(1, 2));
        Graph keeping = DecoderGraphs.training(config, Set.copyOf(LINEARS), 0.2, false);
        Graph again = DecoderGraphs.training(config, Set.copyOf(LINEARS), 0.2, true);
        Map<String, INDArray> parameters = GradientCheck.randomParameters(keeping, 1, 0.6);
        List<String> outputs = List.of(keeping.loss());
        try (CompiledExecutor first = new CompiledExecutor(keeping, parameters, 2, Mode.POISONED);
                CompiledExecutor second = new CompiledExecutor(again, parameters, 2, Mode.POISONED);
                Gradients expected = first.gradients(inputs, outputs);
                Gradients actual = second.gradients(inputs, outputs)) {
            assertThat(actual.gradients()).isEqualTo(expected.gradients());
            assertThat(actual.outputs()).isEqualTo(expected.outputs());
            assertThat(second.report().arenaBytes()).isLessThan(first.report().arenaBytes() / 2);
            assertThat(products(second)).isBetween(products(first) * 1.1, products(first) * 1.5);
        }
    }

    private static long plannedBytes(Graph graph, Map<String, INDArray> inputs) {
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            fast.gradients(inputs, List.of(graph.loss())).close();
            return fast.report().arenaBytes();
        }
    }

    private static void assertSame(Graph graph, Map<String, INDArray> inputs, int seed) {
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, seed, 0.6);
        List<String> outputs = List.of(graph.loss(), SupervisedLoss.LOGITS);
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters, 2, Mode.POISONED);
                Gradients expected = slow.gradients(inputs, outputs);
                Gradients actual = fast.gradients(inputs, outputs)) {
            assertThat(actual.gradients().keySet())
                    .isEqualTo(expected.gradients().keySet());
            expected.gradients().forEach((name, gradient) -> {
                assertThat(actual.gradients().get(name).shape()).as(name).isEqualTo(gradient.shape());
                assertThat(DecoderGraphs.distance(gradient, actual.gradients().get(name)))
                        .as(name)
                        .isLessThan(TOLERANCE);
            });
            for (String output : outputs) {
                assertThat(DecoderGraphs.distance(
                                expected.outputs().get(output), actual.outputs().get(output)))
                        .as(output)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void visionTowerEqualsSameDiffs() {
        Graph graph = ClipTower.graph(new VisionConfig(24, 40, 3, 3, 14, 4, 1e-5), 2);
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 3, 0.5);
        Map<String, INDArray> inputs =
                Map.of(ClipTower.PIXELS, GradientCheck.random(new SplittableRandom(1), 1, 2, 3, 14, 14));
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters, 2, Mode.POISONED)) {
            Map<String, INDArray> expected = slow.run(inputs, graph.outputs());
            Map<String, INDArray> actual = fast.run(inputs, graph.outputs());
            for (String output : graph.outputs()) {
                assertThat(actual.get(output).shape())
                        .isEqualTo(expected.get(output).shape());
                assertThat(DecoderGraphs.distance(expected.get(output), actual.get(output)))
                        .as(output)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void runsRepeatToTheBitWhateverTheThreadsAndWhateverRanBetween() {
        DecoderConfig config = config(2, 4, 2);
        Graph graph = DecoderGraphs.training(config, Set.copyOf(LINEARS));
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 1, 0.6);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(70, 9), 2);
        Map<String, INDArray> longer = DecoderGraphs.inputs(config, List.of(70, 90), 2);
        List<String> outputs = List.of(graph.loss());
        try (CompiledExecutor one = new CompiledExecutor(graph, parameters, 1, Mode.FAST);
                CompiledExecutor three = new CompiledExecutor(graph, parameters, 3, Mode.FAST);
                Gradients expected = one.gradients(inputs, outputs)) {
            for (int run = 0; run < 20; run++) {
                three.gradients(longer, outputs).close();
                try (Gradients actual = three.gradients(inputs, outputs)) {
                    assertThat(actual.gradients()).isEqualTo(expected.gradients());
                    assertThat(actual.outputs()).isEqualTo(expected.outputs());
                }
            }
        }
    }

    @Test
    void parametersAreReadAtEveryRun() {
        DecoderConfig config = config(1, 2, 2);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj"));
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 1, 0.6);
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(6), 2);
        List<String> outputs = List.of(graph.loss());
        try (CompiledExecutor fast = new CompiledExecutor(graph, parameters);
                SameDiffExecutor slow = new SameDiffExecutor(graph, parameters)) {
            fast.gradients(inputs, outputs).close();
            parameters.get("model.layers.0.self_attn.q_proj.lora_B.weight").addi(0.5);
            assertThat(DecoderGraphs.distance(
                            slow.run(inputs, outputs).get(graph.loss()),
                            fast.run(inputs, outputs).get(graph.loss())))
                    .isLessThan(TOLERANCE);
        }
    }

    @Test
    void noGradientOfAFrozenWeightIsEverComputed() {
        DecoderConfig config = config(4, 4, 4);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj"));
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(30), 2);
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            fast.run(inputs, List.of(graph.loss()));
            double forward = products(fast);
            fast.gradients(inputs, List.of(graph.loss())).close();
            assertThat(products(fast)).isLessThan(2.0 * forward);
        }
    }

    private static double products(CompiledExecutor executor) {
        return executor.report().lines().stream()
                .filter(line -> line.kind().startsWith("matmul"))
                .mapToDouble(PlanReport.Line::operations)
                .sum();
    }

    @Test
    void memoryIsUsedAgain() {
        DecoderConfig config = config(8, 4, 4);
        Graph graph = DecoderGraphs.training(config, Set.copyOf(LINEARS));
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(30), 2);
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            fast.run(inputs, List.of(graph.loss()));
            assertThat(fast.report().arenaBytes()).isLessThan(fast.report().unsharedBytes() / 8);
            fast.gradients(inputs, List.of(graph.loss())).close();
            assertThat(fast.report().arenaBytes()).isLessThan(fast.report().unsharedBytes() / 2);
        }
    }

    @Test
    void saysWhichInputIsMissing() {
        DecoderConfig config = config(1, 2, 2);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj"));
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(6), 2);
        inputs.remove(SupervisedLoss.TARGETS);
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            assertThatThrownBy(() -> fast.run(inputs, List.of(graph.loss())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(SupervisedLoss.TARGETS);
        }
    }

    @Test
    void refusesAMaskWithHoles() {
        DecoderConfig config = config(2, 2, 2);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj"));
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(6), 2);
        inputs.get("decoder.mask").putScalar(4, 1, -1e9);
        inputs.get("decoder.mask").putScalar(4, 3, -1e9);
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            assertThatThrownBy(() -> fast.run(inputs, List.of(graph.loss())))
                    .hasStackTraceContaining("row 4 of the attention mask");
        }
    }

    @Test
    void refusesSamplesThatSeeOneAnother() {
        DecoderConfig config = config(2, 2, 2);
        Graph graph = DecoderGraphs.training(config, Set.of("q_proj"));
        Map<String, INDArray> inputs = DecoderGraphs.inputs(config, List.of(3, 3), 2);
        inputs.get("decoder.mask").putScalar(3, 2, 0);
        try (CompiledExecutor fast = new CompiledExecutor(graph, GradientCheck.randomParameters(graph, 1, 0.6))) {
            assertThatThrownBy(() -> fast.run(inputs, List.of(graph.loss())))
                    .hasStackTraceContaining("row 3 of the attention mask shows token 2");
        }
    }

    @Test
    void reportsMissingAndMisshapenParametersTogether() {
        Graph graph = DecoderGraphs.training(config(1, 2, 2), Set.of("q_proj"));
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 5, 0.5);
        parameters.remove("lm_head.weight");
        parameters.put("model.norm.weight", parameters.get("model.norm.weight").reshape(1, 8));
        assertThatThrownBy(() -> new CompiledExecutor(graph, parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lm_head.weight is missing")
                .hasMessageContaining("model.norm.weight is [1, 8], not [8]");
    }
}
