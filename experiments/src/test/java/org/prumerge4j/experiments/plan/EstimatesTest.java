package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prumerge4j.experiments.schema.ByteSize;
import org.prumerge4j.experiments.schema.ExportLayout;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ExportType;
import org.prumerge4j.experiments.schema.TrainingSection;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.lora.LoraTargets;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;

/** Work, memory and disk, each worked out by hand. */
class EstimatesTest {
    private static final VisionConfig VISION = new VisionConfig(4, 6, 3, 2, 6, 3, 1e-5);
    private static final DecoderConfig DECODER = new DecoderConfig(8, 12, 2, 4, 2, 10, 1e-5, 10000, 64);
    private static final LlavaConfig CONFIG = LlavaConfig.of(VISION, DECODER, 2);
    private static final ParameterCounts COUNTS = new ParameterCounts(80, 1000, 500, 400, 112, 72, true);

    private static LoraOptions lora(double dropout) {
        return new LoraOptions(3, 6, dropout, false, List.of("model.layers.*.self_attn.k_proj"), 1);
    }

    @Test
    void frozenWeightsWorkFourTimesTrainedOnesSixTimes() {
        StepWork work = StepWork.of(COUNTS, VISION, 10, 4, 0.5);

        assertThat(work.frozen()).isEqualTo(4 * 1000 * 10);
        assertThat(work.adapters()).isEqualTo(6 * 72 * 10);
        assertThat(work.projector()).isEqualTo(6 * 112 * 4);
        assertThat(work.tower()).isEqualTo(0.5 * StepWork.towerForward(VISION));
        assertThat(work.total()).isEqualTo(work.frozen() + work.adapters() + work.projector() + work.tower());

        ParameterCounts frozen = new ParameterCounts(80, 1000, 500, 400, 112, 72, false);
        assertThat(StepWork.of(frozen, VISION, 10, 4, 0.5).projector()).isEqualTo(2 * 112 * 4);
    }

    @Test
    void theTowerComputesAllLayersButTheLast() {
        // 4 patches of 27 numbers to 4; two layers of 5 tokens: 4 x 16 + 2 x 24 in linears, 2 x 5 x 4 in attention;
        // keys of the last.
        assertThat(StepWork.towerForward(VISION)).isEqualTo(2 * 4 * 27 * 4 + 2 * 2 * 5 * (64 + 48 + 40) + 2 * 5 * 16);
        assertThat(StepWork.towerForward(LlavaArchitectures.CLIP_VIT_L_14_336) / 1e12)
                .isCloseTo(0.37, within(0.015));
    }

    @Test
    void aSampleOfLlavaNeedsThePublishedWork() {
        ParameterCounts counts = ParameterCounts.of(LlavaArchitectures.LLAVA_1_5_7B, null, true);
        VisionConfig vision = LlavaArchitectures.CLIP_VIT_L_14_336;

        assertThat(StepWork.of(counts, vision, 704, 576, 1).frozen() / 1e12).isCloseTo(18.6, within(0.05));
        assertThat(StepWork.of(counts, vision, 168, 40, 1).frozen() / 1e12).isCloseTo(4.4, within(0.05));
    }

    @Test
    void activationsAreWhatTheBackwardPassReads() {
        // A layer of 5 tokens: 6 x 8 + 2 x 4 + 3 x 12 numbers a token. The last one has 2 x 8 + 2 x 4 for each token
        // and
        // 4 x 8 + 3 x 12 for half of 3 tokens, for which there are 10 logits each as well.
        double plain = 4 * (5 * (48 + 8 + 36) + 5 * (16 + 8) + 1.5 * (32 + 36 + 10));
        assertThat(new Activations(CONFIG, null, false).decoderBytes(5, 3)).isEqualTo(plain);

        // Two adapters of rank 3. Dropout keeps nothing.
        double adapters = 4 * 5 * 2 * 3.0;
        assertThat(new Activations(CONFIG, lora(0), false).decoderBytes(5, 3)).isEqualTo(plain + adapters);
        assertThat(new Activations(CONFIG, lora(0.1), false).decoderBytes(5, 3)).isEqualTo(plain + adapters);

        // 5 tokens: 6 x 4 + 6.
        assertThat(new Activations(CONFIG, null, false).towerBytes()).isEqualTo(4 * 5 * (24 + 6.0));
    }

    @Test
    void computedAgainOneLayerIsKeptAndOneNumberPerChannelOfTheOthers() {
        DecoderConfig deep = new DecoderConfig(8, 12, 9, 4, 2, 10, 1e-5, 10000, 64);
        LlavaConfig config = LlavaConfig.of(VISION, deep, 2);

        double last = 5 * (16 + 8) + 1.5 * (32 + 36 + 10);
        assertThat(new Activations(config, null, true).decoderBytes(5, 3))
                .isEqualTo(4 * (5 * (48 + 8 + 36) + 5 * 8 * 7 + last));
    }

    /** 8 layers of width 512, 8 heads, MLP 1376, vocabulary 4000, 640 tokens, all supervised: an arena of 184 MB. */
    @Test
    void activationsComeNearAMeasurement() {
        DecoderConfig decoder = new DecoderConfig(512, 1376, 8, 8, 8, 4000, 1e-5, 10000, 4096);
        LoraOptions lora = new LoraOptions(16, 32, 0, false, LoraTargets.ALL_LINEARS, 1);

        // Half of the text counts as supervised, so twice the text.
        assertThat(new Activations(LlavaConfig.of(VISION, decoder, 2), lora, false).decoderBytes(640, 1280))
                .isBetween(0.9 * 184e6, 1.1 * 184e6);
    }

    @Test
    void memoryIsTheSumOfItsUses() {
        TokensPerSample tokens = new TokensPerSample(3, 2, 1, 50);
        Activations activations = new Activations(CONFIG, null, false);
        MemoryEstimate memory = new MemoryEstimate(COUNTS, activations, VISION, 7);

        assertThat(memory.items(2, tokens))
                .extracting(MemoryEstimate.Item::bytes)
                .containsExactly(
                        4.0 * 1000,
                        4.0 * 400,
                        4.0 * 184,
                        4.0 * 184,
                        8.0 * 184,
                        activations.decoderBytes(10, 6),
                        activations.towerBytes(),
                        7.0 * 4 * 4 * 4,
                        512.0 * 1024 * 1024);
        assertThat(memory.items(2, tokens))
                .extracting(MemoryEstimate.Item::mappedBytes)
                .containsOnly(0.0);
        assertThat(memory.total(2, tokens))
                .isEqualTo(memory.items(2, tokens).stream()
                        .mapToDouble(MemoryEstimate.Item::bytes)
                        .sum());
        assertThat(memory.fixed(tokens))
                .isCloseTo(memory.total(2, tokens) - activations.decoderBytes(10, 6), within(1e-3));
        assertThat(memory.largest(2, tokens))
                .isCloseTo(memory.fixed(tokens) + activations.decoderBytes(100, 100), within(1e-3));
    }

    @Test
    void frozenWeightsOfLargeModelsAreMappedFiles() {
        ParameterCounts large = new ParameterCounts(80, 64L << 20, 500, 400, 112, 72, false);
        MemoryEstimate memory = new MemoryEstimate(large, new Activations(CONFIG, null, false), VISION, 1);
        TokensPerSample tokens = new TokensPerSample(3, 2, 1, 50);

        assertThat(memory.items(1, tokens))
                .contains(new MemoryEstimate.Item("language model, frozen, 16 bits", 0, 128L << 20))
                .contains(new MemoryEstimate.Item("vision tower, frozen, float32", 1600, 0))
                .contains(new MemoryEstimate.Item("projector, frozen, 16 bits", 0, 224));
        assertThat(memory.mapped(1, tokens)).isEqualTo((128L << 20) + 224);
        assertThat(memory.total(1, tokens))
                .isEqualTo(memory.items(1, tokens).stream()
                        .mapToDouble(MemoryEstimate.Item::bytes)
                        .sum());
    }

    @Test
    void aFrozenProjectorIsAUseOfItsOwnAndImagesAreCapped() {
        ParameterCounts frozen = new ParameterCounts(80, 1000, 500, 400, 112, 72, false);
        MemoryEstimate memory =
                new MemoryEstimate(frozen, new Activations(CONFIG, null, false), VISION, Long.MAX_VALUE / 64);

        assertThat(memory.items(1, new TokensPerSample(3, 2, 1, 50)))
                .contains(new MemoryEstimate.Item("projector, frozen, float32", 448, 0))
                .contains(new MemoryEstimate.Item("trained weights, float32", 288, 0))
                .contains(new MemoryEstimate.Item("images remembered", 1L << 30, 0));
    }

    @Test
    void tokensAreCutAtTheLongestSequence() {
        TokensPerSample tokens = new TokensPerSample(100, 576, 0.75, 2048);
        assertThat(tokens.total()).isEqualTo(0.75 * 676 + 0.25 * 100);
        assertThat(tokens.visualMean()).isEqualTo(0.75 * 576);
        assertThat(tokens.withVisual(40).total()).isEqualTo(0.75 * 140 + 0.25 * 100);

        TokensPerSample cut = new TokensPerSample(100, 576, 0.5, 80);
        assertThat(cut.total()).isEqualTo(80);
        assertThat(cut.visualMean()).isEqualTo(40);
    }

    @Test
    void checkpointsHoldWeightsAndMoments() {
        DiskEstimate disk = DiskEstimate.of(COUNTS, training(250, 2), List.of());
        assertThat(disk.items())
                .singleElement()
                .extracting(DiskEstimate.Item::bytes)
                .isEqualTo(3 * 12.0 * 184);
        assertThat(DiskEstimate.of(COUNTS, training(0, 2), List.of()).total()).isEqualTo(12.0 * 184);
    }

    @Test
    void exportsHoldWhatTheirLayoutSays() {
        DiskEstimate disk = DiskEstimate.of(
                COUNTS,
                training(0, 1),
                List.of(
                        export(ExportLayout.LLAVA_HF, ExportType.F16),
                        export(ExportLayout.LLAVA, ExportType.F32),
                        export(ExportLayout.PEFT, ExportType.BF16)));

        assertThat(disk.items())
                .contains(new DiskEstimate.Item("export llava-hf, f16", 2.0 * (1080 + 500 + 112)))
                .contains(new DiskEstimate.Item("export llava, f32", 4.0 * (1080 + 500 + 112)))
                .contains(new DiskEstimate.Item("export peft, bf16", 2.0 * (72 + 112)));
        assertThat(disk.total())
                .isEqualTo(disk.items().stream()
                        .mapToDouble(DiskEstimate.Item::bytes)
                        .sum());
    }

    private static TrainingSection training(int checkpointEvery, int keep) {
        return new TrainingSection(1, null, 2, 3, checkpointEvery, keep, 1, false);
    }

    private static ExportSection export(ExportLayout layout, ExportType type) {
        return new ExportSection(layout, type, new ByteSize(1));
    }
}
