package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.lora.peft.PeftLayout;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.generation.DecoderGraph;
import org.prumerge4j.model.generation.DecoderLogits;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;
import org.prumerge4j.training.loop.MicroBatch;
import org.prumerge4j.training.loop.MicroBatchLoss;

/** Logits, loss and gradients of a padded batch of the reference, which here lies in one array without padding. */
class DecoderGoldenTest {
    private static final double TOLERANCE = 1e-4;

    private final GoldenTensors golden = GoldenCases.tensors("decoder.safetensors");
    private final int rows = Math.toIntExact(golden.shape("labels")[0]);
    private final int padded = Math.toIntExact(golden.shape("labels")[1]);

    @Test
    void logitsEqualTheReferenceWhereverItAttends() throws IOException {
        int hidden = Math.toIntExact(golden.shape("inputs_embeds")[2]);
        int vocabulary = Math.toIntExact(golden.shape("logits")[2]);
        List<Integer> lengths = IntStream.range(0, rows).mapToObj(this::length).toList();
        TokenLayout layout = new TokenLayout(lengths);
        float[] embeddings = withoutPadding(golden.floats("inputs_embeds"), hidden);
        float[] expected = withoutPadding(golden.floats("logits"), vocabulary);
        try (GoldenModel model = GoldenModel.fromParts();
                PeftFolder adapter = model.adapter("train/adapter_init")) {
            Graph graph =
                    DecoderGraph.describe(model.weights.config().decoder(), LoraLinears.evaluation(adapter.layout()));
            Map<String, INDArray> parameters = new HashMap<>();
            graph.parameters()
                    .keySet()
                    .forEach(name -> parameters.put(
                            name,
                            ParameterArrays.load(
                                    graph, name, adapter.tensors().containsKey(name) ? adapter : model.weights)));
            try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters)) {
                float[] actual = new DecoderLogits(model.weights.config().decoder(), executor)
                        .logits(
                                embeddings,
                                layout,
                                IntStream.range(0, layout.tokens()).toArray());
                Differences.assertRelative("logits", actual, expected, TOLERANCE);
            }
        }
    }

    @Test
    void lossAndGradientsEqualTheReference() throws IOException {
        try (GoldenModel model = GoldenModel.fromParts();
                LlavaTraining training = model.training()) {
            List<Integer> indices = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                int index = sampleOf(row, model.samples);
                indices.add(index);
                ids.add(model.ids().get(index));
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            MicroBatchLoss loss = training.step(model.samples, model.visualTokens, 2048)
                    .compute(new MicroBatch(1, 0, indices, ids, 0), (name, gradient) -> {
                        gradients.put(name, values(gradient));
                    });
            double expectedLoss = golden.floats("loss")[0];
            assertThat(loss.sum() / loss.supervisedTokens()).isCloseTo(expectedLoss, offset(TOLERANCE * expectedLoss));
            assertGradients(gradients, loss.supervisedTokens());
        }
    }

    private void assertGradients(Map<String, float[]> gradients, long tokens) {
        Map<String, float[]> expected = new LinkedHashMap<>();
        for (String name : golden.names()) {
            if (name.startsWith("grad/")) {
                String stored = name.substring("grad/".length());
                String canonical = PeftLayout.of(stored)
                        .flatMap(layout -> layout.canonicalMatrix(stored))
                        .orElse(stored);
                expected.put(canonical, golden.floats(name));
            }
        }
        assertThat(gradients).containsOnlyKeys(expected.keySet());
        expected.forEach((name, wanted) -> {
            float[] own = gradients.get(name);
            for (int i = 0; i < own.length; i++) {
                own[i] /= tokens;
            }
            Differences.assertRelative("gradient of " + name, own, wanted, TOLERANCE);
        });
    }

    private static float[] values(FloatBuffer buffer) {
        float[] values = new float[buffer.capacity()];
        buffer.get(0, values);
        return values;
    }

    /** The training sample in a row of the batch: the first whose supervised tokens are the row's. */
    private int sampleOf(int row, SampleSource samples) {
        long[] labels = golden.longs("labels");
        int[] wanted = IntStream.range(row * padded, (row + 1) * padded)
                .map(i -> (int) labels[i])
                .filter(label -> label != Labels.IGNORE)
                .toArray();
        for (int index = 0; index < samples.ids().size(); index++) {
            EncodedSample sample = samples.sample(index);
            int[] own = Arrays.stream(sample.labels())
                    .filter(label -> label != Labels.IGNORE)
                    .toArray();
            if (Arrays.equals(own, wanted)) {
                return index;
            }
        }
        throw new AssertionError("no training sample has the labels of row " + row);
    }

    private int length(int row) {
        long[] mask = golden.longs("attention_mask");
        return (int) Arrays.stream(mask, row * padded, (row + 1) * padded).sum();
    }

    private float[] withoutPadding(float[] values, int width) {
        float[] kept = new float[IntStream.range(0, rows).map(this::length).sum() * width];
        int end = 0;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * padded * width, kept, end, length(row) * width);
            end += length(row) * width;
        }
        return kept;
    }
}
