package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.lora.LoraTargets;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;

class ParameterCountsTest {
    private static final LoraOptions RECIPE = new LoraOptions(128, 256, 0.05, false, LoraTargets.ALL_LINEARS, 1);

    @Test
    void llava7bHasThePublishedNumbers() {
        ParameterCounts counts = ParameterCounts.of(LlavaArchitectures.LLAVA_1_5_7B, RECIPE, true);

        assertThat(counts.languageModel()).isEqualTo(6_738_415_616L);
        assertThat(counts.embedding()).isEqualTo(131_072_000L);
        assertThat(counts.decoder()).isEqualTo(6_607_343_616L);
        assertThat(counts.vision()).isEqualTo(303_507_456L);
        assertThat(counts.projector()).isEqualTo(20_979_712L);
        assertThat(counts.adapters()).isEqualTo(319_815_680L);
        assertThat(counts.trained()).isEqualTo(340_795_392L);
        assertThat(counts.frozen()).isEqualTo(6_738_415_616L + 303_507_456L);
    }

    @Test
    void llava13bHasThePublishedNumbers() {
        ParameterCounts counts = ParameterCounts.of(LlavaArchitectures.LLAVA_1_5_13B, RECIPE, true);

        assertThat(counts.languageModel()).isEqualTo(13_015_864_320L);
        assertThat(counts.adapters()).isEqualTo(500_695_040L);
        assertThat(counts.trained()).isEqualTo(532_162_560L);
    }

    @Test
    void aSmallModelIsCountedByHand() {
        VisionConfig vision = new VisionConfig(4, 6, 2, 2, 6, 3, 1e-5);
        DecoderConfig decoder = new DecoderConfig(8, 12, 2, 4, 2, 10, 1e-5, 10000, 64);
        LlavaConfig config = LlavaConfig.of(vision, decoder, 2);
        LoraOptions one = new LoraOptions(3, 6, 0, false, List.of("model.layers.*.self_attn.k_proj"), 1);

        ParameterCounts counts = ParameterCounts.of(config, one, false);

        assertThat(counts.embedding()).isEqualTo(80);
        // Two layers of 2 x 64 + 2 x 32 + 3 x 96 in linears and 16 in norms; a norm; the head.
        assertThat(counts.decoder()).isEqualTo(2 * (480 + 16) + 8 + 80);
        assertThat(counts.projector()).isEqualTo(4 * 8 + 8 + 8 * 8 + 8);
        assertThat(counts.adapters()).isEqualTo(2 * 3 * (8 + 4));
        // Class token, 3 x 3 x 3 patches, 5 positions, a norm; a layer of 4 x 20 + 30 + 28 + 16; the last layer; a
        // norm.
        assertThat(counts.vision()).isEqualTo(4 + 108 + 20 + 8 + 2 * (80 + 30 + 28 + 16) + 8);
        // Of the last layer only its first norm, queries and keys are used.
        assertThat(counts.visionUsed()).isEqualTo(4 + 108 + 20 + 8 + (80 + 30 + 28 + 16) + 8 + 40);
        assertThat(counts.trained()).isEqualTo(counts.adapters());
        assertThat(counts.frozen()).isEqualTo(counts.languageModel() + counts.vision() + counts.projector());
        assertThat(ParameterCounts.of(config, null, true).trained()).isEqualTo(counts.projector());
    }
}
