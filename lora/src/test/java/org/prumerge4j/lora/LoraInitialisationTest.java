package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoraInitialisationTest {
    private static final int IN = 400;
    private static final int RANK = 50;
    private static final Adapter ADAPTER = adapter("model.layers.0.mlp.up_proj");

    private static Adapter adapter(String path) {
        return new Adapter(new LinearShape(path, IN, 30), RANK, 2);
    }

    @Test
    void aIsUniformWithinTheInverseRootOfItsWidth() {
        double bound = 1 / Math.sqrt(IN);
        float[] values = new LoraInitialisation(1).valuesA(ADAPTER);
        assertThat(values).hasSize(RANK * IN);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        // A uniform distribution has mean 0 and variance bound^2 / 3; the margins are over five deviations wide.
        assertThat(sum / values.length).isBetween(-0.03 * bound, 0.03 * bound);
        assertThat(squares / values.length / (bound * bound)).isBetween(0.32, 0.347);
        assertThat(largest).isBetween(0.999 * bound, Math.nextUp((float) bound) * 1.0);
    }

    @Test
    void bIsZero() {
        assertThat(new LoraInitialisation(1).valuesB(ADAPTER))
                .hasSize(30 * RANK)
                .containsOnly(0f);
    }

    @Test
    void valuesDependOnSeedAndNameAlone() {
        LoraInitialisation initialisation = new LoraInitialisation(9);
        float[] first = initialisation.valuesA(ADAPTER);
        float[] other = initialisation.valuesA(adapter("model.layers.1.mlp.up_proj"));
        assertThat(initialisation.valuesA(ADAPTER)).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(new LoraInitialisation(10).valuesA(ADAPTER)).isNotEqualTo(first);
    }
}
