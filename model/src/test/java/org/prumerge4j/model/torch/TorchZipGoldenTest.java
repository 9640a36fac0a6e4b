package org.prumerge4j.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.testing.GoldenCases;

class TorchZipGoldenTest {
    @TempDir
    Path folder;

    @Test
    void readsFilesThatPytorchWrote() throws IOException {
        JsonNode vision = GoldenCases.json("checkpoints/clip/config.json").get("vision_config");
        int width = vision.get("hidden_size").asInt();
        try (TorchZipFile clip = TorchZipFile.open(GoldenCases.path("checkpoints/clip/pytorch_model.bin"))) {
            TensorInfo embedding = clip.tensors().get("vision_model.embeddings.class_embedding");
            assertThat(embedding.shape()).isEqualTo(Shape.of(width));
            assertThat(clip.tensors()
                            .get("vision_model.embeddings.position_ids")
                            .type())
                    .isEqualTo(ElementType.I64);
            for (TensorInfo info : clip.tensors().values()) {
                assertThat(clip.bytes(info.name()).remaining()).isEqualTo((int) info.byteSize());
            }
        }
    }

    @Test
    void aCopyHoldsTheSameTensorsAndNamesTheSameClasses() throws IOException {
        Path original = GoldenCases.path("train/adapter_init/non_lora_trainables.bin");
        Path copy = folder.resolve("copy.bin");
        try (TorchZipFile source = TorchZipFile.open(original)) {
            new TorchZipWriter(new AtomicFiles())
                    .write(
                            copy,
                            source.tensors().values().stream()
                                    .map(info -> TensorValues.copy(source, info.name(), info.name(), info.type()))
                                    .toList());
            try (TorchZipFile read = TorchZipFile.open(copy)) {
                assertThat(read.tensors()).isEqualTo(source.tensors());
                for (String name : source.tensors().keySet()) {
                    assertThat(read.bytes(name)).isEqualTo(source.bytes(name));
                }
            }
        }
        for (TensorInfo info : tensorsOf(original)) {
            String storage = StorageType.ofElement(info.type()).orElseThrow().className();
            assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).contains("ctorch\n" + storage + "\n");
        }
        String written = Files.readString(copy, StandardCharsets.ISO_8859_1);
        String reference = Files.readString(original, StandardCharsets.ISO_8859_1);
        for (String piece : List.of(
                "ctorch._utils\n_rebuild_tensor_v2\n",
                "ccollections\nOrderedDict\n",
                "/data.pkl",
                "/byteorder",
                "/data/0",
                "/version")) {
            assertThat(reference).contains(piece);
            assertThat(written).contains(piece);
        }
    }

    private static List<TensorInfo> tensorsOf(Path file) throws IOException {
        try (TorchZipFile read = TorchZipFile.open(file)) {
            return List.copyOf(read.tensors().values());
        }
    }
}
