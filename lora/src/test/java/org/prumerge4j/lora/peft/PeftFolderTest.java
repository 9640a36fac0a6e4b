package org.prumerge4j.lora.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.lora.MemoryTensors;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipFile;
import org.prumerge4j.model.torch.TorchZipWriter;

class PeftFolderTest {
    private static final AtomicFiles FILES = new AtomicFiles();
    private static final List<LinearShape> LINEARS =
            DecoderLinears.of(new DecoderConfig(8, 20, 2, 2, 1, 30, 1e-5, 10000, 100));
    private static final LoraOptions OPTIONS = LoraOptions.of(2, 3)
            .withTargets(List.of("model.layers.*.self_attn.k_proj", "model.layers.1.mlp.down_proj"));
    private static final AdapterLayout LAYOUT = AdapterLayout.of(OPTIONS, LINEARS);
    private static final Map<String, Shape> PROJECTOR = Map.of(
            "mm_projector.0.weight", Shape.of(8, 6),
            "mm_projector.0.bias", Shape.of(8),
            "mm_projector.2.weight", Shape.of(8, 8),
            "mm_projector.2.bias", Shape.of(8));
    private static final String FIRST = "base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight";

    @TempDir
    private Path parent;

    private static MemoryTensors trained() {
        MemoryTensors tensors = new MemoryTensors();
        LAYOUT.parameters().forEach(tensors::put);
        Stream.of("0.weight", "0.bias", "2.weight", "2.bias")
                .map(name -> "mm_projector." + name)
                .forEach(name -> tensors.put(name, PROJECTOR.get(name)));
        return tensors;
    }

    private static PeftConfig config(PeftLayout names) {
        return PeftConfig.of(OPTIONS, LINEARS, names, "base");
    }

    private Path written(PeftLayout names, ElementType type, TensorSource trained) throws IOException {
        Path folder = parent.resolve("adapter");
        new PeftWriter(FILES, names, type).write(folder, config(names), LAYOUT, trained);
        return folder;
    }

    private Path written() throws IOException {
        return written(PeftLayout.LLAVA, ElementType.F32, trained());
    }

    private static PeftFolder open(Path folder) throws IOException {
        return PeftFolder.open(folder, LINEARS, PROJECTOR);
    }

    /** The adapter's tensors under the names in its file, to be changed and written again. */
    private static MemoryTensors adapterFile() {
        MemoryTensors tensors = new MemoryTensors();
        LAYOUT.parameters().forEach((name, shape) -> tensors.put(PeftLayout.LLAVA.fileMatrix(name), shape));
        return tensors;
    }

    private static void rewriteAdapter(Path folder, MemoryTensors tensors) throws IOException {
        new SafetensorsWriter(FILES).write(folder.resolve(PeftFolder.ADAPTER), tensors.outputs());
    }

    private static void rewriteProjector(Path folder, MemoryTensors tensors) throws IOException {
        new TorchZipWriter(FILES).write(folder.resolve(PeftFolder.NON_LORA), tensors.outputs());
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWritesUnderTheNamesOfEachModel(PeftLayout names) throws IOException {
        MemoryTensors trained = trained();
        try (PeftFolder read = open(written(names, ElementType.F32, trained))) {
            assertThat(read.names()).isEqualTo(names);
            assertThat(read.layout()).isEqualTo(LAYOUT);
            assertThat(read.config()).isEqualTo(config(names));
            assertThat(read.hasProjector()).isTrue();
            assertThat(read.tensors()).containsAllEntriesOf(trained.tensors()).hasSameSizeAs(trained.tensors());
            for (String name : trained.tensors().keySet()) {
                assertThat(TensorValues.floats(read, name)).as(name).isEqualTo(TensorValues.floats(trained, name));
                assertThat(read.origin(name)).contains("adapter");
            }
            assertThatThrownBy(() -> read.bytes("lm_head.weight")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void writesHalves(ElementType type) throws IOException {
        Path folder = written(PeftLayout.LLAVA, type, trained());
        try (PeftFolder read = open(folder)) {
            assertThat(read.tensors().values()).allMatch(info -> info.type() == type);
        }
        assertThat(Files.size(folder.resolve(PeftFolder.ADAPTER)))
                .isLessThan(Files.size(written().resolve(PeftFolder.ADAPTER)));
    }

    @Test
    void filesHaveTheNamesThatOthersLookFor() throws IOException {
        Path folder = written();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "adapter_config.json",
                            "adapter_model.safetensors",
                            "non_lora_trainables.bin",
                            "mm_projector.safetensors");
        }
        try (SafetensorsFile adapter = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
                TensorSource projector = TorchZipFile.open(folder.resolve("non_lora_trainables.bin"))) {
            assertThat(adapter.tensors()).containsKey(FIRST).hasSize(6);
            assertThat(adapter.metadata()).containsEntry("format", "pt");
            assertThat(projector.tensors()).containsKey("base_model.model.model.mm_projector.2.bias");
        }
    }

    @Test
    void theSameTensorsInAnyOrderGiveTheSameBytes() throws IOException {
        Path first = written();
        MemoryTensors reordered = trained();
        for (String name : List.copyOf(trained().tensors().keySet())) {
            if (!name.endsWith(".bias")) {
                reordered.rename(name, name);
            }
        }
        Path second = parent.resolve("again");
        new PeftWriter(FILES, PeftLayout.LLAVA, ElementType.F32)
                .write(second, config(PeftLayout.LLAVA), LAYOUT, reordered);
        try (Stream<Path> files = Files.list(first)) {
            assertThat(files.toList()).allSatisfy(file -> assertThat(second.resolve(file.getFileName()))
                    .hasSameBinaryContentAs(file));
        }
    }

    @Test
    void withoutProjectorThereAreNoFilesOfIt() throws IOException {
        MemoryTensors trained = new MemoryTensors();
        LAYOUT.parameters().forEach(trained::put);
        Path folder = written(PeftLayout.LLAVA, ElementType.F32, trained);
        assertThat(folder.resolve(PeftFolder.NON_LORA)).doesNotExist();
        try (PeftFolder read = open(folder)) {
            assertThat(read.hasProjector()).isFalse();
            assertThat(read.tensors()).hasSize(6);
        }
    }

    @Test
    void readsTorchFilesAndNamesWithTheAdaptersOwn() throws IOException {
        Path folder = written();
        Files.delete(folder.resolve(PeftFolder.ADAPTER));
        MemoryTensors tensors = adapterFile().rename(FIRST, FIRST.replace(".weight", ".default.weight"));
        new TorchZipWriter(FILES).write(folder.resolve("adapter_model.bin"), tensors.outputs());
        try (PeftFolder read = open(folder)) {
            assertThat(read.tensors()).containsKey("model.layers.0.self_attn.k_proj.lora_A.weight");
        }
    }

    @Test
    void readsTheProjectorsCopyIfThereIsNothingElse() throws IOException {
        Path folder = written();
        Files.delete(folder.resolve(PeftFolder.NON_LORA));
        try (PeftFolder read = open(folder)) {
            assertThat(read.hasProjector()).isTrue();
            assertThat(read.origin("mm_projector.0.bias")).contains(PeftFolder.PROJECTOR);
        }
    }

    @Test
    void namesWhatIsMissingWronglyShapedOrExtra() throws IOException {
        Path folder = written();
        String last = "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight";
        rewriteAdapter(
                folder,
                adapterFile()
                        .remove(FIRST)
                        .put(last, Shape.of(8, 3))
                        .put("base_model.model.model.layers.0.mlp.down_proj.lora_A.weight", Shape.of(2, 20))
                        .put("base_model.model.vision_tower.layers.0.self_attn.k_proj.lora_A.weight", Shape.of(2, 6)));
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContaining("4 problems")
                .hasMessageContaining("model.layers.0.self_attn.k_proj.lora_A.weight is missing")
                .hasMessageContaining(last + " is [8, 3], expected [8, 2]")
                .hasMessageContaining("the configuration and the model have no model.layers.0.mlp.down_proj.lora_A")
                .hasMessageContaining("vision_tower.layers.0.self_attn.k_proj.lora_A.weight is not expected here");
    }

    @Test
    void namesTensorsThatAreThereTwice() throws IOException {
        Path folder = written();
        rewriteAdapter(folder, adapterFile().put(FIRST.replace(".weight", ".default.weight"), Shape.of(2, 8)));
        assertThatThrownBy(() -> open(folder)).hasMessageContaining("are the same tensor, model.layers.0.self_attn");
    }

    @Test
    void refusesTheAdapterOfAnotherModel() throws IOException {
        Path folder = written();
        rewriteAdapter(folder, new MemoryTensors().put("base_model.model.h.0.attn.lora_A.weight", Shape.of(2, 8)));
        assertThatThrownBy(() -> open(folder))
                .hasMessageContaining("holds no adapter of a decoder layer")
                .hasMessageContaining("base_model.model.h.0.attn.lora_A.weight");
    }

    @Test
    void refusesTargetsThatNameNothing() throws IOException {
        Path folder = written();
        Path file = folder.resolve(PeftConfig.FILE_NAME);
        Files.writeString(
                file, Files.readString(file).replace("k_proj", "c_attn").replace("down_proj", "c_fc"));
        assertThatThrownBy(() -> open(folder)).hasMessageContaining("target_modules names no linear layer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base_model.model.model.", "base_model.model.", "model.", ""})
    void readsProjectorsUnderTheirVariousNames(String prefix) throws IOException {
        Path folder = written();
        Map<String, Shape> shapes = new LinkedHashMap<>(PROJECTOR);
        MemoryTensors tensors = new MemoryTensors();
        shapes.forEach((name, shape) -> tensors.put(prefix + name, shape));
        rewriteProjector(folder, tensors);
        try (PeftFolder read = open(folder)) {
            assertThat(read.tensors()).containsKeys(PROJECTOR.keySet().toArray(String[]::new));
        }
    }

    @Test
    void namesWhatIsWrongWithTheProjector() throws IOException {
        Path folder = written();
        rewriteProjector(
                folder,
                new MemoryTensors()
                        .put("model.mm_projector.0.weight", Shape.of(8, 5))
                        .put("model.mm_projector.0.bias", ElementType.F32, Shape.of(8), new float[8])
                        .put("model.mm_projector.2.weight", Shape.of(8, 8))
                        .put("model.mm_projector.4.weight", Shape.of(8, 8))
                        .put("model.embed_tokens.weight", Shape.of(8, 8)));
        assertThatThrownBy(() -> open(folder))
                .hasMessageContaining("mm_projector.2.bias is missing")
                .hasMessageContaining("model.mm_projector.0.weight is [8, 5], expected [8, 6]")
                .hasMessageContaining("the configuration and the model have no mm_projector.4.weight")
                .hasMessageContaining("model.embed_tokens.weight is not expected here");
    }

    @Test
    void saysWhichFilesAreMissing() throws IOException {
        Path folder = written();
        Files.delete(folder.resolve(PeftFolder.ADAPTER));
        assertThatThrownBy(() -> open(folder)).hasMessageContaining("neither adapter_model.safetensors nor");
        Files.delete(folder.resolve(PeftConfig.FILE_NAME));
        assertThatThrownBy(() -> open(folder)).hasMessageContaining("adapter_config.json: there is no such file");
    }

    @Test
    void refusesToWriteAConfigurationOfOtherAdapters() {
        PeftWriter writer = new PeftWriter(FILES, PeftLayout.LLAVA, ElementType.F32);
        for (PeftConfig other : List.of(
                PeftConfig.of(OPTIONS.withRankStabilised(true), LINEARS, PeftLayout.LLAVA, null),
                PeftConfig.of(LoraOptions.of(2, 4).withTargets(OPTIONS.targets()), LINEARS, PeftLayout.LLAVA, null),
                PeftConfig.of(
                        OPTIONS.withTargets(List.of("model.layers.0.mlp.up_proj")), LINEARS, PeftLayout.LLAVA, null))) {
            assertThatThrownBy(() -> writer.write(parent.resolve("adapter"), other, LAYOUT, trained()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not describe");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void theOldFolderSurvivesAFailure() throws IOException {
        Path folder = written();
        byte[] before = Files.readAllBytes(folder.resolve(PeftFolder.ADAPTER));
        MemoryTensors broken = trained().remove("model.layers.1.mlp.down_proj.lora_B.weight");
        assertThatThrownBy(() -> written(PeftLayout.LLAVA, ElementType.F16, broken))
                .isInstanceOf(NoSuchElementException.class);
        assertThat(folder.resolve(PeftFolder.ADAPTER)).hasBinaryContent(before);
        assertThat(parent).isDirectoryContaining(path -> path.equals(folder));
        open(folder).close();
    }
}
