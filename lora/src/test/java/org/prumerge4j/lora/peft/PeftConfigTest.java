package org.prumerge4j.lora.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.config.DecoderConfig;

class PeftConfigTest {
    private static final List<LinearShape> LINEARS =
            DecoderLinears.of(new DecoderConfig(8, 20, 2, 2, 2, 30, 1e-5, 10000, 100));
    private static final String REQUIRED =
            "\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]";

    @TempDir
    private Path folder;

    private PeftConfig read(String fields) throws IOException {
        Path file = folder.resolve(PeftConfig.FILE_NAME);
        Files.writeString(file, "{" + fields + "}");
        return PeftConfig.read(file);
    }

    @Test
    void readsWhatIsGivenAndDefaultsTheRest() throws IOException {
        assertThat(read(REQUIRED))
                .isEqualTo(new PeftConfig(
                        null, 4, 8, 0, false, new TargetModules(List.of("q_proj"), null), Map.of(), Map.of()));
        PeftConfig config = read(REQUIRED
                + ", \"lora_dropout\": 0.05, \"use_rslora\": true, \"base_model_name_or_path\": \"lmsys/vicuna\","
                + " \"rank_pattern\": {\"up_proj\": 2}, \"alpha_pattern\": {\"0.mlp.up_proj\": 1.5}");
        assertThat(config.dropout()).isEqualTo(0.05);
        assertThat(config.baseModel()).isEqualTo("lmsys/vicuna");
        assertThat(config.rankStabilised()).isTrue();
        assertThat(config.rankPattern()).containsExactly(Map.entry("up_proj", 2));
        assertThat(config.alphaPattern()).containsExactly(Map.entry("0.mlp.up_proj", 1.5));
    }

    @Test
    void patternsGiveRankAndAlphaOfTheirModules() throws IOException {
        PeftConfig config = read(REQUIRED
                + ", \"rank_pattern\": {\"up_proj\": 2}, \"alpha_pattern\": {\"^model.layers.0.mlp.up_proj\": 3}");
        assertThat(config.adapter(new LinearShape("model.layers.0.mlp.up_proj", 1, 1), PeftLayout.LLAVA))
                .satisfies(adapter -> assertThat(adapter.rank()).isEqualTo(2))
                .satisfies(adapter -> assertThat(adapter.scaling()).isEqualTo(1.5));
        assertThat(config.adapter(new LinearShape("model.layers.1.mlp.up_proj", 1, 1), PeftLayout.LLAVA)
                        .scaling())
                .isEqualTo(4);
        assertThat(config.adapter(new LinearShape("model.layers.1.mlp.sup_proj", 1, 1), PeftLayout.LLAVA)
                        .rank())
                .isEqualTo(4);
    }

    @Test
    void rankStabilisedScalingIsThatOfTheModulesRank() throws IOException {
        PeftConfig config = read(REQUIRED + ", \"use_rslora\": true, \"rank_pattern\": {\"up_proj\": 16}");
        assertThat(config.adapter(new LinearShape("model.layers.0.mlp.up_proj", 1, 1), PeftLayout.LLAVA)
                        .scaling())
                .isEqualTo(2);
        assertThat(config.adapter(new LinearShape("model.layers.0.mlp.gate_proj", 1, 1), PeftLayout.LLAVA)
                        .scaling())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_dora\": true",
                "\"fan_in_fan_out\": true",
                "\"modules_to_save\": [\"mm_projector\"]",
                "\"layers_to_transform\": [0]",
                "\"layers_pattern\": \"h\"",
                "\"lora_bias\": true",
                "\"exclude_modules\": \"vision\"",
                "\"layer_replication\": [[0, 1]]",
                "\"target_parameters\": [\"w\"]",
                "\"a_field_of_next_year\": 1",
                "\"bias\": \"all\"",
                "\"init_lora_weights\": \"pissa\""
            })
    void refusesByNameWhatIsNotSupported(String field) {
        String name = field.substring(1, field.indexOf('"', 1));
        assertThatThrownBy(() -> read(REQUIRED + ", " + field))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(PeftConfig.FILE_NAME + ": " + name + " is ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_dora\": false, \"modules_to_save\": null, \"loftq_config\": {}, \"layers_to_transform\": []",
                "\"a_field_of_next_year\": null",
                "\"init_lora_weights\": false, \"megatron_core\": \"megatron.core\", \"peft_version\": \"0.21.0\"",
                "\"init_lora_weights\": \"gaussian\", \"task_type\": \"CAUSAL_LM\", \"bias\": \"none\""
            })
    void acceptsFieldsOfFeaturesThatAreNotUsed(String fields) throws IOException {
        assertThat(read(REQUIRED + ", " + fields).rank()).isEqualTo(4);
    }

    @Test
    void listsEverythingThatIsWrong() {
        assertThatThrownBy(() -> read("\"peft_type\": \"IA3\", \"r\": \"8\", \"lora_dropout\": 2, \"use_rslora\": 1,"
                        + " \"target_modules\": [], \"rank_pattern\": {\"(\": 1, \"x\": 0.5}, \"alpha_pattern\": 3"))
                .hasMessageContaining("peft_type is \"IA3\"")
                .hasMessageContaining("r is \"8\", expected a whole number")
                .hasMessageContaining("lora_alpha is null, expected a positive number")
                .hasMessageContaining("lora_dropout is 2, expected a probability")
                .hasMessageContaining("use_rslora is 1")
                .hasMessageContaining("target_modules is []")
                .hasMessageContaining("rank_pattern has \"(\", not a regular expression")
                .hasMessageContaining("rank_pattern of \"x\" is 0.5")
                .hasMessageContaining("alpha_pattern is 3");
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"q_proj\", \"self_attn.v_proj\"]', true, true, false",
        "'\".*self_attn\\\\.[qv]_proj\"', true, true, false",
        "'\"self_attn.q_proj\"', false, false, false",
        "'[\"roj\"]', false, false, false",
        "'[\"model.layers.0.mlp.up_proj\"]', false, false, true",
        "'\"all-linear\"', true, true, true"
    })
    void namesMatchEndsOfPathsAndExpressionsWholePaths(String field, boolean q, boolean v, boolean up)
            throws IOException {
        TargetModules targets = read(REQUIRED.replace("[\"q_proj\"]", field)).targets();
        assertThat(targets.matches("model.layers.0.self_attn.q_proj")).isEqualTo(q);
        assertThat(targets.matches("model.layers.0.self_attn.v_proj")).isEqualTo(v);
        assertThat(targets.matches("model.layers.0.mlp.up_proj")).isEqualTo(up);
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        assertThatThrownBy(() -> read(REQUIRED.replace("[\"q_proj\"]", "\"(\"")))
                .hasMessageContaining("target_modules is \"(\", not a regular expression");
        assertThatThrownBy(() -> read(REQUIRED.replace("[\"q_proj\"]", "[1]"))).hasMessageContaining("expected a list");
    }

    @Test
    void writesTheFieldsOfTheReference() {
        PeftConfig config = PeftConfig.of(LoraOptions.reference(), LINEARS, PeftLayout.LLAVA, "lmsys/vicuna-7b-v1.5");
        assertThat(new String(config.json(), StandardCharsets.UTF_8).replace("\r", ""))
                .isEqualToIgnoringWhitespace(
                        """
                {
                  "auto_mapping" : null,
                  "base_model_name_or_path" : "lmsys/vicuna-7b-v1.5",
                  "bias" : "none",
                  "fan_in_fan_out" : false,
                  "inference_mode" : true,
                  "init_lora_weights" : true,
                  "layers_pattern" : null,
                  "layers_to_transform" : null,
                  "lora_alpha" : 256,
                  "lora_dropout" : 0.05,
                  "modules_to_save" : null,
                  "peft_type" : "LORA",
                  "r" : 128,
                  "revision" : null,
                  "target_modules" : [ "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj" ],
                  "task_type" : "CAUSAL_LM"
                }
                """);
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        PeftConfig config = new PeftConfig(
                null,
                4,
                2.5,
                0.1,
                true,
                new TargetModules(List.of(), ".*[qv]_proj"),
                Map.of("q_proj", 2),
                Map.of("v_proj", 0.5));
        Path file = folder.resolve(PeftConfig.FILE_NAME);
        Files.write(file, config.json());
        assertThat(PeftConfig.read(file)).isEqualTo(config);
    }

    @Test
    void aPartOfTheLayersIsTargetedByFullPaths() {
        LoraOptions options = LoraOptions.of(2, 2)
                .withTargets(List.of("model.layers.*.self_attn.q_proj", "model.layers.1.mlp.up_proj"));
        assertThat(PeftConfig.of(options, LINEARS, PeftLayout.LLAVA, null)
                        .targets()
                        .names())
                .containsExactly("q_proj", "model.layers.1.mlp.up_proj");
        assertThat(PeftConfig.of(options, LINEARS, PeftLayout.LLAVA_HF, null)
                        .targets()
                        .names())
                .containsExactly(
                        "model.language_model.layers.0.self_attn.q_proj",
                        "model.language_model.layers.1.self_attn.q_proj",
                        "model.language_model.layers.1.mlp.up_proj");
    }
}
