package org.prumerge4j.experiments.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaArchitectures;

/** Numbers here are worked out by hand from the published formulas. */
class RooflineTest {
    /** Hidden 8, MLP 12, 2 layers, 4 heads of 2, 2 key-value heads, vocabulary 10. */
    private static final DecoderConfig SMALL = new DecoderConfig(8, 12, 2, 4, 2, 10, 1e-5, 10000, 64);

    /** A byte a weight, two an activation, half a byte a cached number. */
    private static final Bits MIXED = new Bits(8, 16, 4);

    /** 10 bytes and 100 operations a second. */
    private static final Hardware SLOW = new Hardware("slow", 10, 100, 50, 16);

    private static Roofline roofline(boolean fused) {
        return new Roofline(new Workload(SMALL, 3, MIXED, LmHead.CURRENT, fused), SLOW);
    }

    private static Operator operator(List<Operator> layer, String name) {
        return layer.stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void linearLayersLoadWeightsAndStoreWhatTheyCompute() {
        List<Operator> layer = roofline(false).layer(5, 5);

        // 15 rows. 2 x 8 x 8 x 15; 8 x 8 bytes; 8 x 15 x 2 bytes in and out.
        assertThat(operator(layer, "q_proj")).isEqualTo(new Operator("q_proj", 1920, 64, 240, 240, 0, 0));
        assertThat(operator(layer, "o_proj")).isEqualTo(new Operator("o_proj", 1920, 64, 240, 240, 0, 0));
        // To 4 wide, and into the cache at half a byte.
        assertThat(operator(layer, "k_proj")).isEqualTo(new Operator("k_proj", 960, 32, 240, 0, 0, 30));
        assertThat(operator(layer, "v_proj")).isEqualTo(new Operator("v_proj", 960, 32, 240, 0, 0, 30));
        assertThat(operator(layer, "gate_proj")).isEqualTo(new Operator("gate_proj", 2880, 96, 240, 360, 0, 0));
        assertThat(operator(layer, "up_proj")).isEqualTo(new Operator("up_proj", 2880, 96, 240, 360, 0, 0));
        assertThat(operator(layer, "down_proj")).isEqualTo(new Operator("down_proj", 2880, 96, 360, 240, 0, 0));
    }

    @Test
    void attentionComputesTheWholeSquare() {
        List<Operator> layer = roofline(false).layer(5, 5);

        // 2 x 5 x 5 x 8 x 3; 15 x 4 x 2 bytes; 5 x 5 x 4 x 3 scores x 2 bytes; 15 x 4 / 2 bytes of keys.
        assertThat(operator(layer, "qk_matmul")).isEqualTo(new Operator("qk_matmul", 1200, 0, 120, 600, 30, 0));
        assertThat(operator(layer, "softmax")).isEqualTo(new Operator("softmax", 1500, 0, 600, 600, 0, 0));
        assertThat(operator(layer, "sv_matmul")).isEqualTo(new Operator("sv_matmul", 1200, 0, 600, 240, 30, 0));
    }

    @Test
    void elementwiseOperatorsAreAsWideAsTheHiddenState() {
        List<Operator> layer = roofline(false).layer(5, 5);

        assertThat(operator(layer, "attn_norm")).isEqualTo(new Operator("attn_norm", 840, 0, 240, 240, 0, 0));
        assertThat(operator(layer, "mlp_norm")).isEqualTo(new Operator("mlp_norm", 840, 0, 240, 240, 0, 0));
        assertThat(operator(layer, "attn_add")).isEqualTo(new Operator("attn_add", 120, 0, 240, 240, 0, 0));
        assertThat(operator(layer, "mlp_add")).isEqualTo(new Operator("mlp_add", 120, 0, 240, 240, 0, 0));
        assertThat(operator(layer, "mlp_act")).isEqualTo(new Operator("mlp_act", 240, 0, 480, 240, 0, 0));
        assertThat(layer).hasSize(15);
    }

    @Test
    void fusedAttentionReadsKeysOnceForEachBlockAndStoresNoScores() {
        List<Operator> layer = roofline(true).layer(5, 5);

        // 16 bytes hold 16 rows of 2 x 0.5 bytes, but blocks have at most 2 rows, the head's width: 3 blocks.
        assertThat(operator(layer, "fused_attention"))
                .isEqualTo(new Operator("fused_attention", 1200 + 1500 + 1200, 0, 240, 480, 180, 0));
        assertThat(layer)
                .extracting(Operator::name)
                .doesNotContain("qk_matmul", "softmax", "sv_matmul")
                .hasSize(13);

        Hardware tiny = new Hardware("tiny", 10, 100, 50, 1);
        List<Operator> rows = new Roofline(new Workload(SMALL, 3, MIXED, LmHead.CURRENT, true), tiny).layer(5, 5);
        assertThat(operator(rows, "fused_attention").loadedKeyValue()).isEqualTo(2 * 5 * 30);
    }

    @Test
    void theHeadIsOneOperationForEachWeightOfEachSequence() {
        // 3 x 80 operations, 80 weights of a byte, 8 and 10 activations of two.
        assertThat(roofline(false).lmHead()).isEqualTo(new Operator("lm_head", 240, 80, 16, 20, 0, 0));

        Workload wide = new Workload(SMALL, 1, Bits.FP16, LmHead.CURRENT, false);
        Workload before = new Workload(SMALL, 1, Bits.FP16, LmHead.BEFORE_2024_03_19, false);
        assertThat(new Roofline(wide, SLOW).lmHead().loadedWeights()).isEqualTo(160);
        assertThat(new Roofline(before, SLOW).lmHead().loadedWeights()).isEqualTo(80);
    }

    @Test
    void anOperatorTakesTheLongerOfArithmeticAndMemory() {
        Operator operator = new Operator("x", 1000, 1, 2, 3, 4, 5);

        assertThat(operator.traffic()).isEqualTo(15);
        assertThat(operator.seconds(100, 10)).isEqualTo(10);
        assertThat(operator.seconds(100000, 10)).isEqualTo(1.5);
    }

    @Test
    void aPassIsAllLayersAndTheHead() {
        Roofline roofline = roofline(false);
        List<Operator> layer = roofline.layer(5, 5);
        Cost cost = roofline.prefill(5);

        assertThat(cost.operations()).isEqualTo(2 * 20460 + 240);
        assertThat(cost.traffic())
                .isEqualTo(2 * layer.stream().mapToDouble(Operator::traffic).sum() + 116);
        assertThat(cost.storedActivations()).isEqualTo(2 * 4080 + 20);
        double layerSeconds = layer.stream()
                .mapToDouble(operator -> operator.seconds(100, 10))
                .sum();
        assertThat(cost.seconds()).isCloseTo(2 * layerSeconds + 11.6, within(1e-9));
        // Weights of both layers, keys and values of 3 x 5 tokens, what one layer stores.
        assertThat(cost.resident()).isEqualTo(2 * 480 + 2 * 60 + 4080);
    }

    @Test
    void decodingIsOneTokenThatAttendsToAll() {
        List<Operator> layer = roofline(false).layer(1, 7);

        assertThat(operator(layer, "q_proj")).isEqualTo(new Operator("q_proj", 384, 64, 48, 48, 0, 0));
        assertThat(operator(layer, "qk_matmul")).isEqualTo(new Operator("qk_matmul", 336, 0, 24, 168, 42, 0));
        assertThat(roofline(false).decode(7).operations())
                .isEqualTo(2 * layer.stream().mapToDouble(Operator::operations).sum() + 240);
        assertThat(roofline(false).decode(7).resident())
                .isEqualTo(2 * 480
                        + 2 * 84
                        + layer.stream()
                                .mapToDouble(Operator::storedActivations)
                                .sum());
    }

    @Test
    void integerUnitsNeedEveryNumberToFit() {
        assertThat(SLOW.peak(new Bits(8, 8, 8))).isEqualTo(50);
        assertThat(SLOW.peak(new Bits(4, 4, 4))).isEqualTo(50);
        assertThat(SLOW.peak(new Bits(4, 16, 4))).isEqualTo(100);
        assertThat(SLOW.peak(new Bits(4, 4, 16))).isEqualTo(100);
        assertThat(SLOW.peak(new Bits(16, 8, 8))).isEqualTo(100);
    }

    @Test
    void lengthsOfRealPromptsGiveThePublishedCosts() {
        Workload workload = new Workload(LlavaArchitectures.VICUNA_7B, 1, Bits.FP16, LmHead.BEFORE_2024_03_19, false);
        Roofline roofline = new Roofline(workload, Hardware.V100);

        Cost all = roofline.prefill(616);
        Cost plus = roofline.prefill(185);
        assertThat(all.operations() / 1e12).isCloseTo(8.18, within(0.005));
        assertThat(all.seconds() * 1e3).isCloseTo(77.5, within(0.05));
        assertThat(all.traffic() / 1e9).isCloseTo(21.7, within(0.05));
        assertThat(all.storedActivations() / 1e9).isCloseTo(3.88, within(0.005));
        assertThat(plus.operations() / 1e12).isCloseTo(2.42, within(0.006));
        assertThat(plus.seconds() * 1e3).isCloseTo(22.7, within(0.05));
        assertThat(plus.storedActivations() / 1e9).isCloseTo(0.84, within(0.005));
        assertThat(roofline.prefill(700).resident() / 1e9).isCloseTo(13.5, within(0.05));
        assertThat(roofline.prefill(70).resident() / 1e9).isCloseTo(13.0, within(0.05));
    }

    @Test
    void theCurrentAccountingAddsAByteForEachWeightOfTheHead() {
        for (DecoderConfig decoder : List.of(LlavaArchitectures.VICUNA_7B, LlavaArchitectures.VICUNA_13B)) {
            Cost before = new Roofline(
                            new Workload(decoder, 1, Bits.FP16, LmHead.BEFORE_2024_03_19, false), Hardware.V100)
                    .prefill(70);
            Cost current =
                    new Roofline(new Workload(decoder, 1, Bits.FP16, LmHead.CURRENT, false), Hardware.V100).prefill(70);
            double weights = 32000.0 * decoder.hiddenSize();
            assertThat(current.traffic() - before.traffic()).isCloseTo(weights, within(1.0));
            assertThat(current.seconds() - before.seconds()).isCloseTo(weights / 900e9, within(1e-9));
        }
    }

    @Test
    void emptyPromptsAndBatchesAreRefused() {
        assertThatThrownBy(() -> roofline(false).prefill(0)).hasMessageContaining("0 tokens");
        assertThatThrownBy(() -> new Workload(SMALL, 0, MIXED, LmHead.CURRENT, false))
                .hasMessageContaining("at least 1");
    }
}
