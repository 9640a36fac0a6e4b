package org.prumerge4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.model.config.ConfigWriter;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.MemoryTensors;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipWriter;

class LlavaWeightsTest {
    @TempDir
    Path folder;

    private final ExpectedWeights all = ExpectedWeights.of(TinyLlava.CONFIG);

    @Test
    void llavaHfIsCutToItsVocabulary() throws IOException {
        Path hf = folder.resolve("whatever");
        TinyLlava.writeLlavaHf(hf, TinyLlava.tensors(NameTables.LLAVA_HF, all, TinyLlava.ADDED_ROWS));
        try (LlavaWeights weights = LlavaWeights.open(hf)) {
            check(weights);
            for (String name : List.of("model.embed_tokens.weight", "lm_head.weight")) {
                OutputTensor extra = weights.extraRows(name).orElseThrow();
                assertThat(extra.info().shape()).isEqualTo(Shape.of(TinyLlava.ADDED_ROWS, 8));
                assertThat(TensorValues.floats(MemoryTensors.of(extra), name)).containsOnly(-1f);
            }
            assertThat(weights.extraRows("model.norm.weight")).isEmpty();
            assertThat(weights.files()).isNotEmpty();
            assertThatThrownBy(() -> weights.bytes("x")).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> weights.extraRows("x")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void theNameOfTheFolderDoesNotMatter() throws IOException {
        Path original = folder.resolve("llava-1.5-hf-lora");
        TinyLlava.writeLlava(original, TinyLlava.tensors(NameTables.LLAVA, all, 0));
        try (LlavaWeights weights = LlavaWeights.open(original)) {
            check(weights);
            assertThat(weights.extraRows("lm_head.weight")).isEmpty();
            assertThat(weights.origin("mm_projector.0.weight")).contains("model.mm_projector.0.weight in ");
        }
    }

    @Test
    void aModelIsPutTogetherFromParts() throws IOException {
        Path text = writeText();
        Path clip = writeClip(0);
        Path projector = folder.resolve("p/mm_projector.bin");
        new TorchZipWriter(new AtomicFiles()).write(projector, projector(0));
        try (LlavaWeights weights = LlavaWeights.fromParts(text, clip, projector.getParent())) {
            assertThat(weights.tensors().keySet()).isEqualTo(all.shapes().keySet());
            assertThat(weights.config().vision()).isEqualTo(TinyLlava.VISION);
            assertThat(weights.config().projector()).isEqualTo(TinyLlava.CONFIG.projector());
            assertThat(weights.config().imageTokenIndex()).isEqualTo(10);
            assertThat(weights.files()).contains(projector);
        }
        assertThatThrownBy(() -> LlavaWeights.fromParts(text, clip, null))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll("no projector", "mm_projector.bin");
        assertThatThrownBy(() -> LlavaWeights.fromParts(text, text, projector))
                .hasMessageContaining("a CLIP model was expected");
        assertThatThrownBy(() -> LlavaWeights.fromParts(clip, clip, projector)).hasMessageContaining("LLaMA");
        assertThatThrownBy(() -> LlavaWeights.fromParts(text, clip, clip)).hasMessageContaining("mm_projector.bin");
        assertThatThrownBy(() -> LlavaWeights.open(text)).hasMessageContaining("a LLaVA model was expected");
    }

    @Test
    void partsGivenApartReplaceThoseInside() throws IOException {
        Path original = folder.resolve("original");
        TinyLlava.writeLlava(original, TinyLlava.tensors(NameTables.LLAVA, all, 0));
        Path clip = writeClip(100);
        Path projector = folder.resolve("mm_projector.bin");
        new TorchZipWriter(new AtomicFiles()).write(projector, projector(200));
        try (LlavaWeights weights = LlavaWeights.fromParts(original, clip, null)) {
            assertThat(TensorValues.floats(weights, "vision_model.pre_layrnorm.bias"))
                    .containsOnly(104f);
            assertThat(TensorValues.floats(weights, "mm_projector.0.bias")[0]).isLessThan(100);
        }
        try (LlavaWeights weights = LlavaWeights.fromParts(original, clip, projector)) {
            assertThat(TensorValues.floats(weights, "mm_projector.0.bias")).containsOnly(201f);
        }
    }

    @Test
    void aCheckpointWithoutTowerAsksForIt() throws IOException {
        Path original = folder.resolve("original");
        List<OutputTensor> tensors = TinyLlava.tensors(NameTables.LLAVA, all, 0);
        tensors.removeIf(tensor -> tensor.info().name().contains("vision_tower"));
        TinyLlava.writeLlava(original, tensors);
        assertThatThrownBy(() -> LlavaWeights.open(original)).hasMessageContainingAll("no vision tower", "CLIP");
        try (LlavaWeights weights = LlavaWeights.fromParts(original, writeClip(0), null)) {
            assertThat(weights.tensors().keySet()).isEqualTo(all.shapes().keySet());
        }
    }

    @Test
    void whatLlavaDoesNotUseMayBeMissing() throws IOException {
        Path hf = folder.resolve("hf");
        List<OutputTensor> tensors = TinyLlava.tensors(NameTables.LLAVA_HF, all, TinyLlava.ADDED_ROWS);
        tensors.removeIf(tensor -> all.optional()
                .contains(NameTables.LLAVA_HF.toCanonical(tensor.info().name()).orElseThrow()));
        TinyLlava.writeLlavaHf(hf, tensors);
        try (LlavaWeights weights = LlavaWeights.open(hf)) {
            assertThat(weights.tensors())
                    .hasSize(all.shapes().size() - all.optional().size());
        }
    }

    @Test
    void everythingThatIsWrongIsReportedTogetherByName() throws IOException {
        Path hf = folder.resolve("hf");
        List<OutputTensor> tensors = TinyLlava.tensors(NameTables.LLAVA_HF, all, TinyLlava.ADDED_ROWS);
        tensors.removeIf(tensor -> tensor.info().name().endsWith("layers.1.mlp.up_proj.weight"));
        replace(tensors, "language_model.model.norm.weight", ElementType.F32, Shape.of(9));
        replace(tensors, "language_model.lm_head.weight", ElementType.F32, Shape.of(10, 8));
        replace(tensors, "multi_modal_projector.linear_1.bias", ElementType.I64, Shape.of(8));
        tensors.add(TensorValues.output("adapter.weight", ElementType.F32, Shape.of(1), new float[1]));
        tensors.add(TensorValues.output(
                "language_model.model.layers.2.input_layernorm.weight", ElementType.F32, Shape.of(8), new float[8]));
        tensors.add(TensorValues.output(
                "model.vision_tower.pre_layrnorm.bias", ElementType.F32, Shape.of(4), new float[4]));
        TinyLlava.writeLlavaHf(hf, tensors);
        assertThatThrownBy(() -> LlavaWeights.open(hf))
                .isInstanceOf(CheckpointFormatException.class)
                .hasMessageContainingAll(
                        hf + ": 7 problems:",
                        "model.layers.1.mlp.up_proj.weight is missing",
                        "norm.weight in",
                        "[9] where the configuration says [8]",
                        "[10, 8] where the configuration says [13, 8]",
                        "holds I64",
                        "adapter.weight in",
                        "is unknown in the llava-hf format",
                        "model.layers.2.input_layernorm.weight) has no place",
                        "are the same tensor");
    }

    @Test
    void longListsOfProblemsAreCutShort() throws IOException {
        Path hf = folder.resolve("hf");
        List<OutputTensor> tensors = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tensors.add(TensorValues.output("x" + i, ElementType.F32, Shape.of(1), new float[1]));
        }
        tensors.addAll(TinyLlava.tensors(NameTables.LLAVA_HF, all, TinyLlava.ADDED_ROWS));
        TinyLlava.writeLlavaHf(hf, tensors);
        assertThatThrownBy(() -> LlavaWeights.open(hf))
                .hasMessageContainingAll("30 problems", "x19 ", "and 10 more")
                .hasMessageNotContaining("x20 ");
    }

    private static void replace(List<OutputTensor> tensors, String name, ElementType type, Shape shape) {
        tensors.replaceAll(tensor -> tensor.info().name().equals(name)
                ? new OutputTensor(
                        new org.prumerge4j.model.tensor.TensorInfo(name, type, shape),
                        () -> java.nio.ByteBuffer.allocate((int) shape.elements() * type.bytes()))
                : tensor);
    }

    private Path writeText() throws IOException {
        ObjectNode json = ConfigWriter.llava(TinyLlava.CONFIG, ElementType.F32, Map.of());
        json.put("model_type", "llama");
        json.putArray("architectures").add("LlamaForCausalLM");
        json.remove(List.of("mm_projector_type", "vision_config", "mm_vision_tower"));
        Path text = folder.resolve("text");
        TinyLlava.write(text, json, TinyLlava.tensors(NameTables.VICUNA, ExpectedWeights.of(TinyLlava.DECODER), 0));
        return text;
    }

    private Path writeClip(int offset) throws IOException {
        ObjectNode json = StrictJson.object().put("model_type", "clip");
        json.set(
                "vision_config",
                ConfigWriter.llava(TinyLlava.CONFIG, ElementType.F32, Map.of()).get("vision_config"));
        List<OutputTensor> tensors =
                raised(TinyLlava.tensors(NameTables.CLIP, ExpectedWeights.of(TinyLlava.VISION), 0), offset);
        tensors.add(TensorValues.output("logit_scale", ElementType.F32, Shape.of(), new float[1]));
        Path clip = folder.resolve("clip");
        TinyLlava.write(clip, json, tensors);
        return clip;
    }

    private static List<OutputTensor> projector(int offset) {
        return raised(
                TinyLlava.tensors(NameTables.MM_PROJECTOR, ExpectedWeights.of(TinyLlava.CONFIG.projector()), 0),
                offset);
    }

    private static List<OutputTensor> raised(List<OutputTensor> tensors, int offset) {
        List<OutputTensor> result = new ArrayList<>();
        for (OutputTensor tensor : tensors) {
            String name = tensor.info().name();
            float[] values = TensorValues.floats(MemoryTensors.of(tensor), name);
            for (int i = 0; i < values.length; i++) {
                values[i] += offset;
            }
            result.add(TensorValues.output(name, ElementType.F32, tensor.info().shape(), values));
        }
        return result;
    }

    private void check(LlavaWeights weights) {
        assertThat(weights.config().decoder()).isEqualTo(TinyLlava.DECODER);
        assertThat(weights.config().vision()).isEqualTo(TinyLlava.VISION);
        assertThat(weights.tensors().keySet()).isEqualTo(all.shapes().keySet());
        int place = 0;
        for (Map.Entry<String, Shape> entry : all.shapes().entrySet()) {
            assertThat(weights.tensors().get(entry.getKey()).shape()).isEqualTo(entry.getValue());
            assertThat(TensorValues.floats(weights, entry.getKey())).containsOnly((float) place++);
        }
    }
}
