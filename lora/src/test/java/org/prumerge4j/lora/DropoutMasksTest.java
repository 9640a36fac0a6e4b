package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMasksTest {
    private static final int IN = 101;
    private static final int TOKENS = 301;
    private static final Adapter ADAPTER = new Adapter(new LinearShape("model.layers.0.mlp.up_proj", IN, 30), 2, 2);

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.9})
    void zeroesTheGivenShareAndScalesTheRest(double probability) {
        float[] mask = new DropoutMasks(3, probability).mask(0, 0, ADAPTER, TOKENS);
        int zeros = 0;
        for (float value : mask) {
            assertThat(value).isIn(0f, (float) (1 / (1 - probability)));
            zeros += value == 0 ? 1 : 0;
        }
        assertThat(mask).hasSize(TOKENS * IN);
        double deviation = Math.sqrt(probability * (1 - probability) / mask.length);
        assertThat((double) zeros / mask.length).isBetween(probability - 6 * deviation, probability + 6 * deviation);
    }

    @Test
    void eachOfSeedStepMicroBatchAndAdapterChangesTheMask() {
        DropoutMasks masks = new DropoutMasks(3, 0.5);
        Adapter other = new Adapter(new LinearShape("model.layers.1.mlp.up_proj", IN, 30), 2, 2);
        float[] mask = masks.mask(4, 1, ADAPTER, TOKENS);
        assertThat(new DropoutMasks(3, 0.5).mask(4, 1, ADAPTER, TOKENS)).isEqualTo(mask);
        assertThat(new DropoutMasks(4, 0.5).mask(4, 1, ADAPTER, TOKENS)).isNotEqualTo(mask);
        assertThat(masks.mask(5, 1, ADAPTER, TOKENS)).isNotEqualTo(mask);
        assertThat(masks.mask(4, 2, ADAPTER, TOKENS)).isNotEqualTo(mask);
        assertThat(masks.mask(4, 1, other, TOKENS)).isNotEqualTo(mask);
    }

    @Test
    void isNotNeededWithoutDropout() {
        assertThat(new DropoutMasks(3, 0).needed()).isFalse();
        assertThat(new DropoutMasks(3, 0).mask(0, 0, ADAPTER, 2)).containsOnly(1f);
        assertThat(new DropoutMasks(3, 0.1).needed()).isTrue();
    }

    @Test
    void refusesProbabilitiesOutOfRange() {
        assertThatThrownBy(() -> new DropoutMasks(3, 1)).hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> new DropoutMasks(3, -0.1)).hasMessageContaining("dropout is -0.1");
    }
}
