package org.prumerge4j.prumerge.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.prumerge.MergeMatrix;

class MergeLayerTest {
    private static final int PATCHES = 9;
    private static final int CHANNELS = 4;

    /** Two images that keep different numbers of tokens, by merging rows, a picked row and a summary row. */
    private static final List<MergeMatrix> MATRICES = List.of(
            new MergeMatrix(
                    PATCHES,
                    new int[] {0, 3, 4, 6},
                    new int[] {1, 2, 7, 5, 0, 8},
                    new float[] {1, 0.25f, 0.5f, 1, 0.3f, 0.7f},
                    new int[] {1, 5, -1}),
            MergeMatrix.selection(PATCHES, 8));

    private static Graph squaredTokens() {
        GraphBuilder graph = new GraphBuilder();
        Value features = graph.parameter("features", ParameterRole.TRAINABLE, 2, PATCHES, CHANNELS);
        Value tokens = MergeLayer.apply(graph, graph.input("merge", 2, -1, PATCHES), features, CHANNELS);
        graph.output("tokens", tokens);
        graph.loss("loss", graph.sum(graph.sumOfLast(graph.square(tokens))));
        return graph.build();
    }

    private static INDArray features() {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[2 * PATCHES * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Nd4j.createFromArray(values).reshape(2, PATCHES, CHANNELS);
    }

    @Test
    void tokensEqualTheSparseProductPerImage() {
        INDArray features = features();
        float[] all = features.reshape(features.length()).toFloatVector();
        try (SameDiffExecutor executor = new SameDiffExecutor(squaredTokens(), Map.of("features", features))) {
            INDArray tokens = executor.run(Map.of("merge", MergeLayer.stack(MATRICES)), List.of("tokens"))
                    .get("tokens");
            int most = MergeLayer.mostTokens(MATRICES);
            assertThat(tokens.shape()).containsExactly(2L * most, CHANNELS);
            for (int image = 0; image < 2; image++) {
                float[] own = Arrays.copyOfRange(all, image * PATCHES * CHANNELS, (image + 1) * PATCHES * CHANNELS);
                float[] expected = MATRICES.get(image).apply(own);
                for (int i = 0; i < most * CHANNELS; i++) {
                    float wanted = i < expected.length ? expected[i] : 0;
                    float actual = tokens.getFloat(image * most + i / CHANNELS, i % CHANNELS);
                    assertThat(actual).isCloseTo(wanted, offset(1e-6f));
                }
            }
        }
    }

    @Test
    void gradientWithRespectToFeaturesEqualsDifferences() {
        INDArray features = features();
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put("merge", MergeLayer.stack(MATRICES));
        try (SameDiffExecutor executor = new SameDiffExecutor(squaredTokens(), Map.of("features", features))) {
            INDArray gradient =
                    executor.gradients(inputs, List.of()).gradients().get("features");
            INDArray flat = features.reshape(features.length());
            for (long i = 0; i < flat.length(); i++) {
                double original = flat.getDouble(i);
                flat.putScalar(i, original + 0.05);
                double above = loss(executor, inputs);
                flat.putScalar(i, original - 0.05);
                double below = loss(executor, inputs);
                flat.putScalar(i, original);
                assertThat(gradient.reshape(gradient.length()).getDouble(i))
                        .as("element %d", i)
                        .isCloseTo((above - below) / 0.1, offset(1e-3));
            }
        }
    }

    @Test
    void noGradientReachesTheSelection() {
        Graph graph = squaredTokens();
        assertThat(graph.trainable()).extracting(ParameterSpec::name).containsExactly("features");
        assertThat(graph.inputs()).containsOnlyKeys("merge");
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, Map.of("features", features()))) {
            assertThat(executor.gradients(Map.of("merge", MergeLayer.stack(MATRICES)), List.of())
                            .gradients())
                    .containsOnlyKeys("features");
        }
    }

    @Test
    void refusesImagesOfDifferentTowers() {
        assertThatThrownBy(() -> MergeLayer.stack(List.of(MATRICES.get(0), MergeMatrix.selection(16, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 patches")
                .hasMessageContaining("9");
    }

    private static double loss(SameDiffExecutor executor, Map<String, INDArray> inputs) {
        return executor.run(inputs, List.of("loss")).get("loss").getDouble(0);
    }
}
