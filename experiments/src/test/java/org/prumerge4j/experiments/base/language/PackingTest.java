package org.prumerge4j.experiments.base.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.graph.Graph;

class PackingTest {
    private static final int PATCHES = 4;
    private static final int CHANNELS = 8;
    private static final LlavaConfig CONFIG = LlavaConfig.of(
            new VisionConfig(CHANNELS, 16, 2, 2, 16, 8, 1e-5),
            new DecoderConfig(16, 24, 2, 2, 2, 30, 1e-5, 10000, 64),
            2);

    private static final int[] PROMPT = {1, 7, 8};
    private static final EncodedTurn SHORT =
            new EncodedTurn(PROMPT, new int[] {9, 10, 11, 2}, new int[] {-100, -100, 11, 2});
    private static final EncodedTurn LONG =
            new EncodedTurn(PROMPT, new int[] {9, 12, 13, 14, 15, 2}, new int[] {-100, -100, -100, 14, 15, 2});
    private static final EncodedTurn ALONE =
            new EncodedTurn(new int[0], new int[] {1, 20, 21, 2}, new int[] {-100, -100, 21, 2});

    @Test
    void packedQuestionsAreAnsweredAsIfAskedAlone() {
        Graph graph = LanguageGraph.of(CONFIG);
        try (Weights weights = new Weights()) {
            weights.addMissing(graph, new LanguageStart(CONFIG.decoder(), 1)::of);
            try (CompiledExecutor executor =
                    new CompiledExecutor(graph, weights.arrays(), 1, CompiledExecutor.Mode.POISONED)) {
                float[] together = logits(executor, new Packing(PATCHES, List.of(SHORT, LONG), List.of(ALONE)));
                float[] first = logits(executor, new Packing(PATCHES, List.of(SHORT), List.of()));
                float[] second = logits(executor, new Packing(PATCHES, List.of(LONG), List.of(ALONE)));
                int width = CONFIG.decoder().vocabularySize();
                assertRows(together, 0, first, 0, 2 * width);
                assertRows(together, 2 * width, second, 0, 5 * width);
            }
        }
    }

    @Test
    void targetsAreTheAnswersWithTheirEnds() {
        Packing packing = new Packing(PATCHES, List.of(SHORT, LONG), List.of(ALONE));
        assertThat(packing.targets()).containsExactly(11, 2, 14, 15, 2, 21, 2);
        assertThat(SHORT.supervised()).isEqualTo(2);
    }

    private static void assertRows(float[] actual, int from, float[] expected, int start, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(actual[from + i])
                    .as("logit " + i)
                    .isCloseTo(expected[start + i], org.assertj.core.data.Offset.offset(1e-5f));
        }
    }

    private static float[] logits(CompiledExecutor executor, Packing packing) {
        Map<String, INDArray> inputs = packing.arrays(CONFIG.decoder());
        float[] features = new float[PATCHES * CHANNELS];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.sin(i);
        }
        inputs.put(LanguageGraph.FEATURES, Nd4j.createFromArray(features).reshape(PATCHES, CHANNELS));
        INDArray logits = executor.run(inputs, List.of(SupervisedLoss.LOGITS)).get(SupervisedLoss.LOGITS);
        return logits.reshape(logits.length()).toFloatVector();
    }
}
