package org.prumerge4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.Shape;

class ParameterGroupsTest {
    @Test
    void dividesByPartAndDecay() {
        List<ParameterGroup> groups = groups(
                "mm_projector.0.weight",
                "mm_projector.0.bias",
                "model.layers.0.self_attn.q_proj.lora_A.weight",
                "model.layers.0.input_layernorm.weight",
                "model.norm.weight",
                "vision_model.pre_layrnorm.weight");
        assertThat(groups).extracting(ParameterGroup::name).containsExactly("lora", "lora", "projector", "projector");
        assertThat(groups).extracting(ParameterGroup::learningRate).containsExactly(2e-4, 2e-4, 2e-5, 2e-5);
        assertThat(groups).extracting(ParameterGroup::weightDecay).containsExactly(0.1, 0.0, 0.1, 0.0);
        assertThat(names(groups.get(0))).containsExactly("model.layers.0.self_attn.q_proj.lora_A.weight");
        assertThat(names(groups.get(1)))
                .containsExactly(
                        "model.layers.0.input_layernorm.weight",
                        "model.norm.weight",
                        "vision_model.pre_layrnorm.weight");
        assertThat(names(groups.get(2))).containsExactly("mm_projector.0.weight");
        assertThat(names(groups.get(3))).containsExactly("mm_projector.0.bias");
    }

    @Test
    void leavesOutEmptyGroups() {
        List<ParameterGroup> groups = groups("mm_projector.2.weight");
        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).name()).isEqualTo("projector");
        assertThat(new AdamW(groups, AdamWOptions.DEFAULTS).learningRates(0.5)).containsEntry("projector", 1e-5);
    }

    private static List<ParameterGroup> groups(String... names) {
        return ParameterGroups.standard(
                Stream.of(names)
                        .map(name -> new TrainableParameter(name, Shape.of(1), FloatBuffer.allocate(1)))
                        .toList(),
                2e-4,
                2e-5,
                0.1);
    }

    private static List<String> names(ParameterGroup group) {
        return group.parameters().stream().map(TrainableParameter::name).toList();
    }
}
