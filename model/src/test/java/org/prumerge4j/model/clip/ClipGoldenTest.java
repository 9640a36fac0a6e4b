package org.prumerge4j.model.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

class ClipGoldenTest {
    private static final double TOLERANCE = 2e-4;

    @Test
    void featuresKeysAndClassQueryEqualTheReference() throws IOException {
        GoldenTensors golden = GoldenCases.tensors("clip.safetensors");
        long[] shape = golden.shape("pixel_values");
        float[] pixels = golden.floats("pixel_values");
        float[] hidden = golden.floats("hidden_states.-2");
        float[] keys = golden.floats("last_layer.k");
        float[] queries = golden.floats("last_layer.q");
        int images = Math.toIntExact(shape[0]);
        try (LlavaWeights weights = LlavaWeights.open(GoldenCases.path("checkpoints/llava-hf"))) {
            VisionConfig config = weights.config().vision();
            int width = config.hiddenSize();
            try (ClipEncoder encoder = new ClipEncoder(config, weights)) {
                for (int i = 0; i < images; i++) {
                    EncodedImage image = encoder.encode(part(pixels, i, images));
                    float[] own = part(hidden, i, images);
                    assertClose("features " + i, image.features(), Arrays.copyOfRange(own, width, own.length));
                    assertClose("keys " + i, image.keys(), part(keys, i, images));
                    assertClose("class query " + i, image.classQuery(), Arrays.copyOf(part(queries, i, images), width));
                }
            }
        }
    }

    private static float[] part(float[] all, int index, int parts) {
        int length = all.length / parts;
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    /** Relative to the largest magnitude of the array. */
    private static void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        assertThat(difference / largest).as(what).isLessThan(TOLERANCE);
    }
}
