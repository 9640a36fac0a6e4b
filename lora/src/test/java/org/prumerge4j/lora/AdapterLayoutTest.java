package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.Shape;

class AdapterLayoutTest {
    @Test
    void countsThoseOfTheReferenceRecipe() {
        AdapterLayout seven = AdapterLayout.of(LoraOptions.reference(), Linears.llama(32, 4096, 11008, 4096));
        AdapterLayout thirteen = AdapterLayout.of(LoraOptions.reference(), Linears.llama(40, 5120, 13824, 5120));
        assertThat(seven.parameterCount()).isEqualTo(319_815_680L);
        assertThat(thirteen.parameterCount()).isEqualTo(500_695_040L);
        assertThat(seven.adapters()).hasSize(7 * 32);
    }

    @Test
    void namesAndShapesFollowTheLayer() {
        LoraOptions options = LoraOptions.of(3, 6).withTargets(List.of("model.layers.1.mlp.down_proj"));
        AdapterLayout layout = AdapterLayout.of(options, Linears.llama(2, 8, 20, 4));
        assertThat(layout.parameters())
                .containsExactly(
                        Map.entry("model.layers.1.mlp.down_proj.lora_A.weight", Shape.of(3, 20)),
                        Map.entry("model.layers.1.mlp.down_proj.lora_B.weight", Shape.of(8, 3)));
        assertThat(layout.find("model.layers.1.mlp.down_proj"))
                .hasValueSatisfying(adapter -> assertThat(adapter.scaling()).isEqualTo(2));
        assertThat(layout.find("model.layers.0.mlp.down_proj")).isEmpty();
    }

    @Test
    void narrowKeysAndValuesGetNarrowAdapters() {
        LoraOptions options = LoraOptions.of(2, 2).withTargets(List.of("model.layers.*.self_attn.k_proj"));
        assertThat(AdapterLayout.of(options, Linears.llama(1, 8, 20, 4)).parameters())
                .containsEntry("model.layers.0.self_attn.k_proj.lora_B.weight", Shape.of(4, 2));
    }

    @Test
    void refusesTwoAdaptersOnOneLayer() {
        Adapter adapter = new Adapter(new LinearShape("model.layers.0.mlp.up_proj", 2, 3), 1, 1);
        assertThatThrownBy(() -> new AdapterLayout(List.of(adapter, adapter)))
                .hasMessageContaining("two adapters on model.layers.0.mlp.up_proj");
    }
}
