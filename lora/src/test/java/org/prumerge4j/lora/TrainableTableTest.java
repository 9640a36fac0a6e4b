package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.Shape;

class TrainableTableTest {
    private static final long VISION_WIDTH = 1024;

    private static TrainableTable table(int layers, long hidden, long intermediate) {
        List<LinearShape> linears = Linears.llama(layers, hidden, intermediate, hidden);
        Map<String, Shape> trainable = new LinkedHashMap<>(
                AdapterLayout.of(LoraOptions.reference(), linears).parameters());
        trainable.put("mm_projector.0.weight", Shape.of(hidden, VISION_WIDTH));
        trainable.put("mm_projector.0.bias", Shape.of(hidden));
        trainable.put("mm_projector.2.weight", Shape.of(hidden, hidden));
        trainable.put("mm_projector.2.bias", Shape.of(hidden));
        Map<String, Shape> frozen = new LinkedHashMap<>();
        frozen.put("model.embed_tokens.weight", Shape.of(32000, hidden));
        linears.forEach(linear -> frozen.put(linear.weightName(), linear.weightShape()));
        for (int i = 0; i < layers; i++) {
            frozen.put("model.layers." + i + ".input_layernorm.weight", Shape.of(hidden));
            frozen.put("model.layers." + i + ".post_attention_layernorm.weight", Shape.of(hidden));
        }
        frozen.put("model.norm.weight", Shape.of(hidden));
        frozen.put("lm_head.weight", Shape.of(32000, hidden));
        return TrainableTable.of(trainable, frozen);
    }

    @Test
    void countsTheReferenceRecipe() {
        TrainableTable seven = table(32, 4096, 11008);
        assertThat(seven.trainableCount()).isEqualTo(340_795_392L);
        assertThat(seven.frozenCount()).isEqualTo(6_738_415_616L);
        assertThat(seven.percent()).isCloseTo(4.8141, within(1e-4));
        TrainableTable thirteen = table(40, 5120, 13824);
        assertThat(thirteen.trainableCount()).isEqualTo(532_162_560L);
        assertThat(thirteen.frozenCount()).isEqualTo(13_015_864_320L);
    }

    @Test
    void putsAllLayersInOneRow() {
        TrainableTable table = table(32, 4096, 11008);
        assertThat(table.trainable()).hasSize(7 * 2 + 4);
        assertThat(table.trainable().get(0))
                .isEqualTo(new TrainableTable.Row(
                        "model.layers.*.self_attn.q_proj.lora_A.weight", "[128, 4096]", 32, 32L * 128 * 4096));
        assertThat(table.frozen())
                .extracting(TrainableTable.Row::pattern)
                .containsExactly("model.embed_tokens.*", "model.layers.*", "model.norm.*", "lm_head.*");
        assertThat(table.frozen().get(1).shape()).isEqualTo("mixed");
    }

    @Test
    void rendersAlignedLines() {
        TrainableTable table = TrainableTable.of(
                Map.of("model.layers.0.mlp.up_proj.lora_A.weight", Shape.of(2, 600)),
                Map.of("vision_model.encoder.layers.3.mlp.fc1.weight", Shape.of(60, 30)));
        assertThat(table.render().lines())
                .containsExactly(
                        "trains                                      shape     tensors  parameters",
                        "  model.layers.*.mlp.up_proj.lora_A.weight  [2, 600]        1       1,200",
                        "frozen",
                        "  vision_model.encoder.layers.*             [60, 30]        1       1,800",
                        "1,200 of 3,000 parameters train (40.00 %)");
    }

    @Test
    void anEmptyModelTrainsNothing() {
        assertThat(TrainableTable.of(Map.of(), Map.of()).percent()).isZero();
    }
}
