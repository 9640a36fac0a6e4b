package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

/** Class attention, kept patches and merged tokens of the reference implementation. */
class PruMergeGoldenTest {
    private static final float TOKEN_TOLERANCE = 1e-4f;
    private static final double ATTENTION_TOLERANCE = 1e-5;
    private static final JsonNode CASES = GoldenCases.json("prumerge.json");
    private static final GoldenTensors EXPECTED = GoldenCases.tensors("prumerge.safetensors");
    private static final GoldenTensors VISION = GoldenCases.tensors("clip.safetensors");
    private static final String FEATURES = "hidden_states.-2";

    static List<JsonNode> cases() {
        return StreamSupport.stream(CASES.get("cases").spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReferenceImplementation(JsonNode golden) {
        String name = golden.get("case").asText();
        ReducerInput input = input(golden.get("image").asInt());
        PruMergePlugin plugin = golden.get("plus").asBoolean() ? PruMergePlugin.plus() : PruMergePlugin.base();
        ReducerOptions options = options(golden, plugin.name());

        double[] attention = ClassAttention.of(input, new AttentionOptions(headMode(golden), null));
        MergeMatrix reduced = plugin.create(options).reduce(input);

        float[] expectedAttention = EXPECTED.floats(name + "/attention");
        assertThat(attention).hasSize(expectedAttention.length);
        for (int patch = 0; patch < attention.length; patch++) {
            assertThat(attention[patch]).isCloseTo(expectedAttention[patch], within(ATTENTION_TOLERANCE));
        }
        int[] kept = Arrays.stream(EXPECTED.longs(name + "/indices"))
                .mapToInt(Math::toIntExact)
                .toArray();
        assertThat(Arrays.copyOf(reduced.centres(), golden.get("kept").asInt())).containsExactly(kept);
        assertThat(reduced.rows()).isEqualTo(golden.get("tokens").asInt());
        assertThat(reduced.apply(features(golden.get("image").asInt())))
                .containsExactly(EXPECTED.floats(name + "/tokens"), Offset.offset(TOKEN_TOLERANCE));
    }

    private static AttentionOptions.HeadMode headMode(JsonNode golden) {
        return golden.get("preset").asText().equals("reference")
                ? AttentionOptions.HeadMode.CONCAT
                : AttentionOptions.HeadMode.MEAN_SOFTMAX;
    }

    private static ReducerOptions options(JsonNode golden, String reducer) {
        String preset = reducer + "/" + golden.get("preset").asText();
        int neighbours = CASES.get("neighbours").asInt();
        JsonNode ratio = golden.get("ratio");
        return ratio.isNull()
                ? Reducers.options(preset, Map.of("neighbours", neighbours))
                : Reducers.options(preset + "-fixed", Map.of("neighbours", neighbours, "ratio", ratio.asDouble()));
    }

    private static ReducerInput input(int image) {
        long[] shape = VISION.shape("last_layer.k");
        int tokens = (int) shape[1];
        int channels = (int) shape[2];
        int start = image * tokens * channels;
        float[] queries = VISION.floats("last_layer.q");
        float[] keys = VISION.floats("last_layer.k");
        return new ReducerInput(
                "golden " + image,
                tokens - 1,
                CASES.get("grid").asInt(),
                channels,
                CASES.get("heads").asInt(),
                Arrays.copyOfRange(queries, start, start + channels),
                Arrays.copyOfRange(keys, start, start + tokens * channels));
    }

    /** Features of the patches, without the class token. */
    private static float[] features(int image) {
        long[] shape = VISION.shape(FEATURES);
        int tokens = (int) shape[1];
        int channels = (int) shape[2];
        int start = image * tokens * channels;
        return Arrays.copyOfRange(VISION.floats(FEATURES), start + channels, start + tokens * channels);
    }
}
