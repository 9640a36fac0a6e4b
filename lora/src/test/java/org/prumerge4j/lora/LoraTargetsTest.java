package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraTargetsTest {
    private static final List<LinearShape> LINEARS = Linears.llama(12, 8, 20, 8);

    private static List<String> select(String... patterns) {
        return LoraTargets.select(List.of(patterns), LINEARS).stream()
                .map(LinearShape::path)
                .toList();
    }

    @Test
    void theDefaultIsExactlyTheSevenLinearLayersOfEveryDecoderLayer() {
        assertThat(LoraTargets.select(LoraTargets.ALL_LINEARS, LINEARS)).isEqualTo(LINEARS);
        assertThat(LoraTargets.select(LoraTargets.ALL_LINEARS, Linears.llama(1, 8, 20, 8)))
                .extracting(LinearShape::path)
                .containsExactly(
                        "model.layers.0.self_attn.q_proj",
                        "model.layers.0.self_attn.k_proj",
                        "model.layers.0.self_attn.v_proj",
                        "model.layers.0.self_attn.o_proj",
                        "model.layers.0.mlp.gate_proj",
                        "model.layers.0.mlp.up_proj",
                        "model.layers.0.mlp.down_proj");
    }

    @Test
    void aStarStaysWithinItsSegment() {
        assertThat(select("model.layers.1.*.v_proj")).containsExactly("model.layers.1.self_attn.v_proj");
        assertThat(select("model.layers.1*.mlp.up_*"))
                .containsExactly("model.layers.10.mlp.up_proj", "model.layers.11.mlp.up_proj");
        assertThatThrownBy(() -> select("model.*.q_proj")).hasMessageContaining("matches no linear layer");
    }

    @Test
    void alternativesMayStandAnywhereAndOrderIsTheDecoders() {
        assertThat(select("model.layers.{3,2}.{mlp.up_proj, self_attn.k_proj}", "model.layers.2.mlp.up_proj"))
                .containsExactly(
                        "model.layers.2.self_attn.k_proj",
                        "model.layers.2.mlp.up_proj",
                        "model.layers.3.self_attn.k_proj",
                        "model.layers.3.mlp.up_proj");
    }

    @Test
    void aDotMeansADot() {
        assertThatThrownBy(() -> select("model.layers.0.mlp-up_proj")).hasMessageContaining("matches no linear layer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vision_model.encoder.layers.*.self_attn.q_proj",
                "model.vision_tower.vision_tower.vision_model.encoder.layers.*.self_attn.{q,k,v}_proj"
            })
    void theVisionTowerIsNeverAdapted(String pattern) {
        assertThatThrownBy(() -> select(pattern)).hasMessageContaining("vision tower is frozen and never adapted");
    }

    @Test
    void theProjectorIsNeverAdapted() {
        assertThatThrownBy(() -> select("mm_projector.*")).hasMessageContaining("projector is trained as a whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lm_head", "*", "{lm_head,model.layers.0.mlp.up_proj}"})
    void theHeadIsRefusedInASentence(String pattern) {
        assertThat(LoraTargets.problems(List.of(pattern)))
                .singleElement()
                .asString()
                .contains("lm_head, which is never");
    }

    @ParameterizedTest
    @CsvSource({
        "q_proj, model.layers.*.self_attn.q_proj",
        "mlp.down_proj, model.layers.*.mlp.down_proj",
        "model.layers.*.self_attn.qproj, model.layers.*.self_attn.q_proj",
        "model.layers.3.self_atn.v_proj, model.layers.*.self_attn.v_proj",
        "model.layer.*.mlp.gate_proj, model.layers.*.mlp.gate_proj"
    })
    void suggestsWhatWasMeant(String given, String suggested) {
        assertThatThrownBy(() -> select(given))
                .hasMessageContaining("\"" + given + "\"")
                .hasMessageContaining("did you mean \"" + suggested + "\"?");
    }

    @Test
    void oneMisspeltAlternativeIsAnError() {
        assertThatThrownBy(() -> select("model.layers.*.self_attn.{q,x}_proj"))
                .hasMessageContaining("alternative \"model.layers.*.self_attn.x_proj\"");
    }

    @Test
    void aLayerThatDoesNotExistIsToldAsSuch() {
        assertThatThrownBy(() -> select("model.layers.12.mlp.up_proj"))
                .hasMessageContaining("layer does not exist")
                .hasMessageContaining("model.layers.11.");
    }

    @Test
    void farOffPatternsGetTheWholeChoice() {
        assertThatThrownBy(() -> select("transformer.h.*.attn.c_attn"))
                .hasMessageContaining("there are model.layers.*.self_attn.q_proj, ");
    }

    @Test
    void allProblemsAreListed() {
        assertThatThrownBy(() -> select("model.layers.{0", "a..b", "a b"))
                .hasMessageContaining("braces that do not pair up")
                .hasMessageContaining("\"a..b\" is not a path pattern")
                .hasMessageContaining("\"a b\" is not a path pattern");
        assertThatThrownBy(() -> select("q_proj", "v_proj"))
                .hasMessageContaining("\"q_proj\"")
                .hasMessageContaining("\"v_proj\"");
        assertThat(LoraTargets.problems(List.of("a}b{c", "{a,{b,c}}", "{a,}.b", "")))
                .hasSize(4);
    }
}
