package org.prumerge4j.lora.peft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipFile;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

class PeftFolderGoldenTest {
    private static final String PREFIX = "base_model.model.";

    @TempDir
    private Path parent;

    private static void assertHoldsAdapter(TensorSource read, Path adapterFile) {
        GoldenTensors golden = GoldenCases.tensors(adapterFile.toString());
        assertThat(golden.names()).isNotEmpty();
        for (String name : golden.names()) {
            String canonical = name.substring(PREFIX.length());
            assertThat(read.tensors()).containsKey(canonical);
            assertThat(read.tensors().get(canonical).shape().toArray()).as(name).isEqualTo(golden.shape(name));
            assertThat(TensorValues.floats(read, canonical)).as(name).isEqualTo(golden.floats(name));
        }
    }

    private static void assertSameTensors(TensorSource actual, TensorSource expected) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (Map.Entry<String, TensorInfo> tensor : expected.tensors().entrySet()) {
            assertThat(actual.bytes(tensor.getKey())).as(tensor.getKey()).isEqualTo(expected.bytes(tensor.getKey()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"train/adapter_init", "train/adapter_final"})
    void readsAndWritesBackBitByBit(String folder) throws IOException {
        Path golden = GoldenCases.path(folder).toAbsolutePath();
        Path written = parent.resolve("written").toAbsolutePath();
        try (PeftFolder read = GoldenAdapters.open(golden)) {
            assertThat(read.hasProjector()).isTrue();
            assertHoldsAdapter(read, golden.resolve("adapter_model.safetensors"));
            new PeftWriter(new AtomicFiles(), PeftLayout.LLAVA, ElementType.F32)
                    .write(written, read.config(), read.layout(), read);
            try (PeftFolder again = GoldenAdapters.open(written)) {
                assertSameTensors(again, read);
                assertThat(again.config()).isEqualTo(read.config());
                assertHoldsAdapter(again, written.resolve("adapter_model.safetensors"));
            }
        }
        try (TensorSource before = TorchZipFile.open(golden.resolve("non_lora_trainables.bin"));
                TensorSource after = TorchZipFile.open(written.resolve("non_lora_trainables.bin"))) {
            assertSameTensors(after, before);
        }
    }

    @Test
    void theConfigurationIsThatOfTheRun() throws IOException {
        var lora = GoldenCases.json("train/expected.json").get("lora");
        try (PeftFolder read = GoldenAdapters.open(GoldenCases.path("train/adapter_final"))) {
            assertThat(read.config().rank()).isEqualTo(lora.get("r").asInt());
            assertThat(read.config().alpha()).isEqualTo(lora.get("alpha").asDouble());
            assertThat(read.config().dropout()).isEqualTo(lora.get("dropout").asDouble());
            assertThat(read.layout().adapters()).extracting(Adapter::linear).isEqualTo(GoldenAdapters.linears());
            assertThat(read.layout().adapters().get(0).scaling())
                    .isEqualTo(lora.get("alpha").asDouble() / lora.get("r").asInt());
        }
    }

    @Test
    void theInitialProjectorIsThatOfTheFirstStage() throws IOException {
        try (PeftFolder read = GoldenAdapters.open(GoldenCases.path("train/adapter_init"));
                TensorSource stage = TorchZipFile.open(GoldenCases.path("checkpoints/projector/mm_projector.bin"))) {
            for (String name : GoldenAdapters.projector().keySet()) {
                assertThat(TensorValues.floats(read, name))
                        .as(name)
                        .isEqualTo(TensorValues.floats(stage, "model." + name));
            }
        }
    }
}
