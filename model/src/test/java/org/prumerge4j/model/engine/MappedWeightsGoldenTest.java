package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.FrozenLinears;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.generation.DecoderGraph;
import org.prumerge4j.model.generation.DecoderLogits;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.testing.GoldenCases;

/** Checkpoints in both file formats, bound to the engine where they are mapped. */
class MappedWeightsGoldenTest {
    private static final double TOLERANCE = 1e-5;
    private static final int TOKENS = 9;

    @Test
    void safetensorsAreUsedAsStored() throws IOException {
        try (LlavaWeights weights = LlavaWeights.open(GoldenCases.path("checkpoints/llava-hf"))) {
            assertMappedEqualsLoaded(weights);
        }
    }

    @Test
    void torchFilesAreUsedAsStored() throws IOException {
        try (LlavaWeights weights = LlavaWeights.fromParts(
                GoldenCases.path("checkpoints/vicuna"),
                GoldenCases.path("checkpoints/clip"),
                GoldenCases.path("checkpoints/projector"))) {
            assertMappedEqualsLoaded(weights);
        }
    }

    private static void assertMappedEqualsLoaded(LlavaWeights weights) {
        DecoderConfig config = weights.config().decoder();
        Graph graph = DecoderGraph.describe(config, new FrozenLinears());
        Map<String, INDArray> mapped = ParameterArrays.load(graph, ParameterRole.FROZEN, weights, 0);
        mapped.forEach((name, array) -> {
            DataType stored =
                    switch (weights.tensors().get(name).type()) {
                        case F16 -> DataType.FLOAT16;
                        case BF16 -> DataType.BFLOAT16;
                        default -> DataType.FLOAT;
                    };
            assertThat(array.dataType()).as(name).isEqualTo(array.rank() == 2 ? stored : DataType.FLOAT);
        });
        Map<String, INDArray> loaded = ParameterArrays.load(graph, ParameterRole.FROZEN, weights, Long.MAX_VALUE);
        float[] embeddings = GradientCheck.random(new SplittableRandom(3), 0.1, TOKENS, config.hiddenSize())
                .ravel()
                .toFloatVector();
        int[] rows = IntStream.range(0, TOKENS).toArray();
        TokenLayout layout = new TokenLayout(List.of(TOKENS));
        try (CompiledExecutor narrow = new CompiledExecutor(graph, mapped);
                SameDiffExecutor oracle = new SameDiffExecutor(graph, loaded)) {
            float[] expected = new DecoderLogits(config, oracle).logits(embeddings, layout, rows);
            float[] actual = new DecoderLogits(config, narrow).logits(embeddings, layout, rows);
            for (int i = 0; i < expected.length; i++) {
                double allowed = TOLERANCE * (1 + Math.abs(expected[i]));
                assertThat(actual[i]).isCloseTo(expected[i], offset((float) allowed));
            }
        }
    }
}
