package org.prumerge4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.ProjectorConfig;

/** Every name of the published 7B and 13B checkpoints is accounted for, in both directions. */
class NameTableTest {
    static Stream<LlavaConfig> models() {
        return Stream.of(LlavaArchitectures.LLAVA_1_5_7B, LlavaArchitectures.LLAVA_1_5_13B);
    }

    @ParameterizedTest
    @MethodSource("models")
    void vicuna(LlavaConfig config) {
        int layers = config.decoder().layers();
        Set<String> decoder = names(ExpectedWeights.of(config.decoder()));
        accounted(NameTables.VICUNA, PublishedKeys.vicuna(layers, false), decoder, 0);
        accounted(NameTables.VICUNA, PublishedKeys.vicuna(layers, true), decoder, layers);
    }

    @ParameterizedTest
    @MethodSource("models")
    void llavaHf(LlavaConfig config) {
        Set<String> all = names(ExpectedWeights.of(config));
        int layers = config.decoder().layers();
        int visionLayers = config.vision().layers();
        accounted(NameTables.LLAVA_HF, PublishedKeys.llavaHf(layers, visionLayers), all, 0);
        for (boolean innerModule : new boolean[] {true, false}) {
            List<String> inMemory = PublishedKeys.llavaHfInMemory(layers, visionLayers, innerModule);
            assertThat(canonical(NameTables.LLAVA_HF, inMemory)).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void llava(LlavaConfig config) {
        int layers = config.decoder().layers();
        Set<String> all = names(ExpectedWeights.of(config));
        Set<String> withoutTower = new TreeSet<>(all);
        withoutTower.removeIf(name -> name.startsWith("vision_model."));
        accounted(NameTables.LLAVA, PublishedKeys.llava(layers, 24, false), withoutTower, layers);
        accounted(NameTables.LLAVA, PublishedKeys.llava(layers, 24, true), all, layers + 1);
    }

    @Test
    void clipWithItsTextHalf() {
        Set<String> vision = names(ExpectedWeights.of(LlavaArchitectures.CLIP_VIT_L_14_336));
        List<String> keys = PublishedKeys.clip(24);
        assertThat(keys).hasSize(592);
        accounted(NameTables.CLIP, keys, vision, 1 + 3 + 12 * 16 + 2 + 1 + 2);
    }

    @Test
    void visionHalvesWithoutTheirModule() {
        List<String> keys = PublishedKeys.visionHalf(24, true).stream()
                .map(key -> key.substring("vision_model.".length()))
                .toList();
        assertThat(canonical(NameTables.CLIP, keys))
                .isEqualTo(names(ExpectedWeights.of(LlavaArchitectures.CLIP_VIT_L_14_336)));
    }

    @Test
    void projectors() {
        Set<String> projector = names(ExpectedWeights.of(new ProjectorConfig(1024, 4096, 2)));
        accounted(NameTables.MM_PROJECTOR, PublishedKeys.projector("model."), projector, 0);
        accounted(NameTables.NON_LORA_TRAINABLES, PublishedKeys.projector("base_model.model.model."), projector, 0);
        assertThat(canonical(NameTables.MM_PROJECTOR, PublishedKeys.projector("base_model.model.model.")))
                .isEqualTo(projector);
        assertThat(NameTables.MM_PROJECTOR.toCanonical("model.mm_projector.weight"))
                .contains("mm_projector.0.weight");
    }

    @Test
    void namesOfNoFormatAreUnknown() {
        for (String name : List.of(
                "model.layers.x.input_layernorm.weight",
                "model.layers.01.input_layernorm.weight",
                "model.layers.0.self_attn.q_proj.bias",
                "model.layers.0.self_attn.q_proj.weight.1",
                "xmodel.norm.weight",
                "modelXnorm.weight",
                "model.image_newline",
                "model.layers.99999999999.input_layernorm.weight",
                "")) {
            for (NameTable table : List.of(NameTables.VICUNA, NameTables.LLAVA, NameTables.LLAVA_HF, NameTables.CLIP)) {
                assertThat(table.toCanonical(name)).as(name + " in " + table).isEmpty();
                assertThat(table.ignores(name)).isFalse();
            }
        }
        assertThat(NameTables.VICUNA.fromCanonical("mm_projector.0.weight")).isEmpty();
        assertThat(NameTables.LLAVA_HF.fromCanonical("mm_projector.4.weight")).isEmpty();
    }

    @Test
    void parametersAreThoseOfThePublishedModels() {
        assertThat(ExpectedWeights.of(LlavaArchitectures.VICUNA_7B).parameters())
                .isEqualTo(6_738_415_616L);
        assertThat(ExpectedWeights.of(LlavaArchitectures.VICUNA_13B).parameters())
                .isEqualTo(13_015_864_320L);
        assertThat(ExpectedWeights.of(LlavaArchitectures.CLIP_VIT_L_14_336).parameters())
                .isEqualTo(303_507_456L);
        assertThat(ExpectedWeights.of(LlavaArchitectures.LLAVA_1_5_7B.projector())
                        .parameters())
                .isEqualTo(20_979_712L);
        assertThat(ExpectedWeights.of(LlavaArchitectures.LLAVA_1_5_13B.projector())
                        .parameters())
                .isEqualTo(31_467_520L);
        assertThat(ExpectedWeights.of(LlavaArchitectures.LLAVA_1_5_7B).parameters())
                .isEqualTo(6_738_415_616L + 303_507_456L + 20_979_712L);
    }

    @Test
    void onlyWhatTheFeaturesDoNotNeedIsOptional() {
        ExpectedWeights weights = ExpectedWeights.of(LlavaArchitectures.LLAVA_1_5_7B);
        assertThat(weights.optional())
                .hasSize(2 + 2 + 2 + 2 + 4)
                .contains("vision_model.post_layernorm.bias", "vision_model.encoder.layers.23.mlp.fc1.weight")
                .doesNotContain(
                        "vision_model.encoder.layers.23.self_attn.q_proj.weight",
                        "vision_model.encoder.layers.23.layer_norm1.bias",
                        "vision_model.encoder.layers.22.mlp.fc1.weight");
    }

    /** Every key leads to a canonical name and back to itself, or is one of so many ignored ones. */
    private static void accounted(NameTable table, List<String> keys, Set<String> expected, int ignored) {
        Set<String> canonical = new TreeSet<>();
        List<String> skipped = new ArrayList<>();
        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
        for (String key : keys) {
            table.toCanonical(key)
                    .ifPresentOrElse(
                            name -> {
                                canonical.add(name);
                                assertThat(table.fromCanonical(name)).contains(key);
                                assertThat(table.ignores(key)).isFalse();
                            },
                            () -> {
                                skipped.add(key);
                                assertThat(table.ignores(key)).as(key).isTrue();
                            });
        }
        assertThat(canonical).isEqualTo(expected);
        assertThat(skipped).hasSize(ignored);
    }

    private static Set<String> canonical(NameTable table, List<String> keys) {
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> table.toCanonical(key).ifPresent(names::add));
        assertThat(keys)
                .allMatch(key -> table.ignores(key) || table.toCanonical(key).isPresent());
        return names;
    }

    private static Set<String> names(ExpectedWeights weights) {
        return new TreeSet<>(weights.shapes().keySet());
    }
}
