package org.prumerge4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.config.ConfigWriter;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.testing.GoldenCases;

/** The same model, published in parts and as one, gives the same weights bit for bit. */
class CheckpointGoldenTest {
    @TempDir
    Path folder;

    @Test
    void partsAndTheWholeGiveTheSameWeights() throws IOException {
        try (LlavaWeights parts = parts();
                LlavaWeights whole = LlavaWeights.open(GoldenCases.path("checkpoints/llava-hf"))) {
            assertThat(parts.config().vision()).isEqualTo(whole.config().vision());
            assertThat(parts.config().projector()).isEqualTo(whole.config().projector());
            assertThat(parts.config().imageTokenIndex())
                    .isEqualTo(whole.config().imageTokenIndex());
            assertThat(parts.tensors().keySet())
                    .isEqualTo(ExpectedWeights.of(parts.config()).shapes().keySet());
            same(parts, whole);
        }
    }

    @Test
    void sizesAreThoseOfTheConfigurations() throws IOException {
        JsonNode text = GoldenCases.json("checkpoints/vicuna/config.json");
        JsonNode vision = GoldenCases.json("checkpoints/clip/config.json").get("vision_config");
        try (LlavaWeights parts = parts()) {
            LlavaConfig config = parts.config();
            assertThat(config.decoder().hiddenSize())
                    .isEqualTo(text.get("hidden_size").asInt());
            assertThat(config.decoder().layers())
                    .isEqualTo(text.get("num_hidden_layers").asInt());
            assertThat(config.decoder().vocabularySize())
                    .isEqualTo(text.get("vocab_size").asInt());
            assertThat(config.decoder().maxPositions())
                    .isEqualTo(text.get("max_position_embeddings").asInt());
            assertThat(config.vision().hiddenSize())
                    .isEqualTo(vision.get("hidden_size").asInt());
            assertThat(config.vision().layers())
                    .isEqualTo(vision.get("num_hidden_layers").asInt());
            int grid =
                    vision.get("image_size").asInt() / vision.get("patch_size").asInt();
            assertThat(config.vision().patches()).isEqualTo(grid * grid);
        }
    }

    @Test
    void addedRowsOfTheWholeAreKeptApart() throws IOException {
        JsonNode config = GoldenCases.json("checkpoints/llava-hf/config.json");
        int stored = config.at("/text_config/vocab_size").asInt();
        int base = config.get("image_token_index").asInt();
        try (LlavaWeights whole = LlavaWeights.open(GoldenCases.path("checkpoints/llava-hf"));
                Checkpoint file = Checkpoints.open(GoldenCases.path("checkpoints/llava-hf"))) {
            ByteBuffer all = file.bytes("language_model.model.embed_tokens.weight");
            OutputTensor extra = whole.extraRows("model.embed_tokens.weight").orElseThrow();
            assertThat(extra.info().shape().size(0)).isEqualTo(stored - base);
            ByteBuffer joined = ByteBuffer.allocate(all.remaining())
                    .put(whole.bytes("model.embed_tokens.weight"))
                    .put(extra.bytes().get())
                    .flip();
            assertThat(joined).isEqualTo(all);
        }
    }

    /** Both layouts, written from the parts, read back as the same weights. */
    @Test
    void exportsOfThePartsHoldTheSameWeights() throws IOException {
        Path original = folder.resolve("one");
        Path hf = folder.resolve("two");
        try (LlavaWeights parts = parts();
                LlavaWeights whole = LlavaWeights.open(GoldenCases.path("checkpoints/llava-hf"))) {
            JsonNode config = ConfigWriter.llava(parts.config(), ElementType.F16, Map.of());
            TinyLlava.write(original, config, copies(parts, NameTables.LLAVA));
            try (LlavaWeights read = LlavaWeights.open(original)) {
                same(read, parts);
            }
            int rows = GoldenCases.json("checkpoints/llava-hf/config.json")
                    .at("/text_config/vocab_size")
                    .asInt();
            JsonNode hfConfig = ConfigWriter.llavaHf(whole.config(), ElementType.F16, rows, Map.of());
            try (Checkpoint file = Checkpoints.open(GoldenCases.path("checkpoints/llava-hf"))) {
                List<OutputTensor> all = new ArrayList<>();
                file.tensors().forEach((name, info) -> all.add(TensorValues.copy(file, name, name, info.type())));
                TinyLlava.write(hf, hfConfig, all);
            }
            try (LlavaWeights read = LlavaWeights.open(hf)) {
                same(read, parts);
            }
        }
    }

    private static List<OutputTensor> copies(LlavaWeights weights, NameTable table) {
        List<OutputTensor> copies = new ArrayList<>();
        for (TensorInfo info : weights.tensors().values()) {
            String foreign = table.fromCanonical(info.name()).orElseThrow();
            copies.add(TensorValues.copy(weights, info.name(), foreign, info.type()));
        }
        return copies;
    }

    private static void same(TensorSource actual, TensorSource expected) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (String name : expected.tensors().keySet()) {
            assertThat(actual.bytes(name)).as(name).isEqualTo(expected.bytes(name));
        }
    }

    private static LlavaWeights parts() throws IOException {
        return LlavaWeights.fromParts(
                GoldenCases.path("checkpoints/vicuna"),
                GoldenCases.path("checkpoints/clip"),
                GoldenCases.path("checkpoints/projector"));
    }
}
