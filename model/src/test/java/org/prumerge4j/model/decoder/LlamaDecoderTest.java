package org.prumerge4j.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.generation.DecoderGraph;
import org.prumerge4j.model.generation.DecoderLogits;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.model.projector.Projector;

class LlamaDecoderTest {
    private static DecoderConfig config(int keyValueHeads) {
        return new DecoderConfig(16, 24, 2, 4, keyValueHeads, 20, 1e-5, 10000, 64);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 2, 1})
    void gradientsOfAllLinearsAndProjectorEqualDifferences(int keyValueHeads) {
        DecoderConfig config = config(keyValueHeads);
        Graph graph = trainingGraph(config);
        TokenLayout layout = new TokenLayout(List.of(5, 3));
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.put("features", GradientCheck.random(new SplittableRandom(1), 1, layout.tokens(), 6));
        inputs.put("targets", Nd4j.createFromArray(3, 1, 4, 1, 5, 9, 2, 6));
        GradientCheck.check(graph, GradientCheck.randomParameters(graph, 7, 0.5), inputs, 3);
    }

    private static Graph trainingGraph(DecoderConfig config) {
        GraphBuilder graph = new GraphBuilder();
        ProjectorConfig projector = new ProjectorConfig(6, config.hiddenSize(), 2);
        LinearLayers trained =
                (g, path, x, in, out) -> g.linear(x, g.parameter(path + ".weight", ParameterRole.TRAINABLE, out, in));
        Value embeddings = Projector.apply(graph, projector, graph.input("features", -1, 6), ParameterRole.TRAINABLE);
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value hidden = LlamaDecoder.apply(graph, config, trained, inputs, embeddings);
        Value logits = LlamaDecoder.head(graph, config, hidden);
        Value targets = graph.oneHot(graph.integers("targets", -1), config.vocabularySize());
        Value likelihoods = graph.sumOfLast(graph.multiply(graph.logSoftmax(logits), targets));
        graph.loss("loss", graph.scale(graph.sum(likelihoods), -0.125));
        return graph.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 1})
    void aLastBlockOfSupervisedRowsAloneGivesTheSameLossAndGradients(int keyValueHeads) {
        DecoderConfig config = config(keyValueHeads);
        Graph whole = supervised(config, false);
        Graph spared = supervised(config, true);
        Map<String, INDArray> parameters = GradientCheck.randomParameters(whole, 7, 0.5);
        TokenLayout layout = new TokenLayout(List.of(5, 3, 4));
        Map<String, INDArray> inputs = new HashMap<>(layout.arrays(config));
        inputs.put("features", GradientCheck.random(new SplittableRandom(1), 1, layout.tokens(), config.hiddenSize()));
        int none = -100;
        inputs.putAll(SupervisedLoss.of(
                        List.of(new int[] {none, none, none, 4, 7}, new int[] {none, none, none}, new int[] {
                            1, 2, none, 3
                        }),
                        none)
                .arrays(layout.tokens()));
        try (SameDiffExecutor slow = new SameDiffExecutor(whole, parameters);
                SameDiffExecutor fast = new SameDiffExecutor(spared, parameters);
                Gradients expected = slow.gradients(inputs, List.of(SupervisedLoss.LOSS));
                Gradients actual = fast.gradients(inputs, List.of(SupervisedLoss.LOSS))) {
            assertThat(actual.outputs().get(SupervisedLoss.LOSS).getDouble(0))
                    .isCloseTo(expected.outputs().get(SupervisedLoss.LOSS).getDouble(0), offset(1e-5));
            assertThat(actual.gradients().keySet())
                    .isEqualTo(expected.gradients().keySet());
            expected.gradients().forEach((name, gradient) -> assertThat(
                            gradient.distance2(actual.gradients().get(name)))
                    .as(name)
                    .isLessThan(1e-5 * gradient.norm2Number().doubleValue()));
        }
    }

    private static Graph supervised(DecoderConfig config, boolean spared) {
        GraphBuilder graph = new GraphBuilder();
        LinearLayers trained =
                (g, path, x, in, out) -> g.linear(x, g.parameter(path + ".weight", ParameterRole.TRAINABLE, out, in));
        Value embeddings = graph.input("features", -1, config.hiddenSize());
        DecoderInputs inputs = DecoderInputs.declare(graph, config.headSize());
        Value rows = SupervisedLoss.rows(graph);
        Value supervised = spared
                ? LlamaDecoder.applyToRows(graph, config, trained, inputs, embeddings, rows)
                : graph.matmul(rows, LlamaDecoder.apply(graph, config, trained, inputs, embeddings));
        SupervisedLoss.describe(graph, config, supervised);
        return graph.build();
    }

    @Test
    void samplesOfABatchDoNotSeeEachOther() {
        DecoderConfig config = config(2);
        Graph graph = DecoderGraph.describe(config, new FrozenLinears());
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 5, 0.5);
        float[] first = floats(11, 4 * config.hiddenSize());
        float[] second = floats(12, 6 * config.hiddenSize());
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters)) {
            DecoderLogits logits = new DecoderLogits(config, executor);
            float[] alone = logits.after(second);
            float[] together = logits.logits(both, new TokenLayout(List.of(4, 6)), new int[] {9});
            for (int i = 0; i < alone.length; i++) {
                assertThat(together[i]).isCloseTo(alone[i], offset(1e-5f));
            }
        }
    }

    @Test
    void laterTokensDoNotChangeEarlierLogits() {
        DecoderConfig config = config(4);
        Graph graph = DecoderGraph.describe(config, new FrozenLinears());
        float[] longer = floats(3, 5 * config.hiddenSize());
        float[] shorter = Arrays.copyOf(longer, 4 * config.hiddenSize());
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, GradientCheck.randomParameters(graph, 5, 0.5))) {
            DecoderLogits logits = new DecoderLogits(config, executor);
            float[] alone = logits.after(shorter);
            float[] within =
                    Arrays.copyOfRange(logits.ofAll(longer), 3 * config.vocabularySize(), 4 * config.vocabularySize());
            for (int i = 0; i < alone.length; i++) {
                assertThat(within[i]).isCloseTo(alone[i], offset(1e-5f));
            }
        }
    }

    @Test
    void refusesSamplesLongerThanThePositions() {
        assertThatThrownBy(() -> TokenLayout.of(65).arrays(config(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65 tokens")
                .hasMessageContaining("64 positions");
    }

    @Test
    void reportsMissingAndMisshapenParametersTogether() {
        Graph graph = DecoderGraph.describe(config(4), new FrozenLinears());
        Map<String, INDArray> parameters = GradientCheck.randomParameters(graph, 5, 0.5);
        parameters.remove("lm_head.weight");
        parameters.put("model.norm.weight", Nd4j.zeros(3));
        assertThatThrownBy(() -> new SameDiffExecutor(graph, parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lm_head.weight is missing")
                .hasMessageContaining("model.norm.weight is [3], not [16]");
    }

    private static float[] floats(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
