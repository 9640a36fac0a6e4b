package org.prumerge4j.lora.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftLayoutTest {
    private static final String MATRIX = "model.layers.11.mlp.up_proj.lora_B.weight";

    @ParameterizedTest
    @CsvSource({
        "LLAVA, base_model.model.model.layers.11.mlp.up_proj.lora_B.weight",
        "LLAVA_HF, base_model.model.model.language_model.layers.11.mlp.up_proj.lora_B.weight",
        "LLAVA_HF_EARLY, base_model.model.language_model.model.layers.11.mlp.up_proj.lora_B.weight"
    })
    void matricesMapBothWays(PeftLayout layout, String fileName) {
        assertThat(layout.fileMatrix(MATRIX)).isEqualTo(fileName);
        assertThat(layout.canonicalMatrix(fileName)).contains(MATRIX);
        assertThat(layout.canonicalMatrix(fileName.replace(".weight", ".default.weight")))
                .contains(MATRIX);
        assertThat(PeftLayout.of(fileName)).contains(layout);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base_model.model.vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight",
                "base_model.model.model.vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight",
                "base_model.model.lm_head.lora_A.weight",
                "model.layers.0.mlp.up_proj.lora_A.weight"
            })
    void whatIsNotInADecoderLayerHasNoLayout(String fileName) {
        assertThat(PeftLayout.of(fileName)).isEmpty();
        assertThat(PeftLayout.LLAVA.canonicalMatrix(fileName)).isEmpty();
    }

    @Test
    void onlyMatricesOfAdaptersAreMatrices() {
        assertThat(PeftLayout.LLAVA.canonicalMatrix(
                        "base_model.model.model.layers.0.mlp.up_proj.lora_magnitude_vector"))
                .isEmpty();
        assertThat(PeftLayout.LLAVA.canonicalMatrix("base_model.model.model.layers.0.mlp.up_proj.base_layer.weight"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void projectorsMapBothWays(PeftLayout layout) {
        for (String name : new String[] {"0.weight", "0.bias", "2.weight", "2.bias"}) {
            String canonical = "mm_projector." + name;
            assertThat(PeftLayout.canonicalProjector(layout.fileProjector(canonical)))
                    .contains(canonical);
        }
    }

    @Test
    void projectorsAreWrittenUnderTheNamesOfTheirModel() {
        assertThat(PeftLayout.LLAVA.fileProjector("mm_projector.2.bias"))
                .isEqualTo("base_model.model.model.mm_projector.2.bias");
        assertThat(PeftLayout.LLAVA_HF.fileProjector("mm_projector.2.bias"))
                .isEqualTo("base_model.model.model.multi_modal_projector.linear_2.bias");
        assertThat(PeftLayout.LLAVA_HF_EARLY.fileProjector("mm_projector.0.weight"))
                .isEqualTo("base_model.model.multi_modal_projector.linear_1.weight");
        assertThatThrownBy(() -> PeftLayout.LLAVA_HF.fileProjector("mm_projector.4.bias"))
                .hasMessageContaining("mm_projector.4.bias has no name in llava-hf models");
        assertThatThrownBy(() -> PeftLayout.LLAVA.fileProjector("model.norm.weight"))
                .hasMessageContaining("model.norm.weight is not of the projector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base_model.model.model.mm_projector.0.weight",
                "base_model.model.mm_projector.0.weight",
                "model.model.mm_projector.0.weight",
                "model.mm_projector.0.weight",
                "mm_projector.0.weight",
                "model.multi_modal_projector.linear_1.weight",
                "multi_modal_projector.linear_1.weight"
            })
    void projectorsAreKnownUnderAllNamesThatSaversGiveThem(String fileName) {
        assertThat(PeftLayout.canonicalProjector(fileName)).contains("mm_projector.0.weight");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base_model.model.model.embed_tokens.weight",
                "base_model.model.model.vision_tower.mm_projector.0.weight",
                "multi_modal_projector.linear_3.weight"
            })
    void otherTensorsAreNotOfTheProjector(String fileName) {
        assertThat(PeftLayout.canonicalProjector(fileName)).isEmpty();
    }

    @Test
    void modulesAreThoseOfTheDecoderLayers() {
        assertThat(PeftLayout.LLAVA_HF.module("model.layers.0.mlp.up_proj"))
                .isEqualTo("model.language_model.layers.0.mlp.up_proj");
        assertThatThrownBy(() -> PeftLayout.LLAVA.module("lm_head"))
                .hasMessageContaining("lm_head is not in a decoder");
    }
}
