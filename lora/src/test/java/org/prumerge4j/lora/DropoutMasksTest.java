package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.graph.GraphBuilder;

class DropoutMasksTest {
    private static final int SIZE = 301;

    private static Adapter adapter(int layer) {
        return new Adapter(new LinearShape("model.layers." + layer + ".mlp.up_proj", 101, 30), 2, 2);
    }

    private static float[] mask(DropoutMasks masks, long step, int microBatch, Adapter adapter) {
        float[] factors = new float[SIZE];
        DropoutMasks.pattern(masks.probability(), adapter).factors(masks.draw(step, microBatch), 0, factors, SIZE);
        return factors;
    }

    @Test
    void eachOfSeedStepMicroBatchAndAdapterChangesTheMaskAndNothingElseDoes() {
        DropoutMasks masks = new DropoutMasks(3, 0.5);
        float[] mask = mask(masks, 4, 1, adapter(0));
        assertThat(mask(new DropoutMasks(3, 0.5), 4, 1, adapter(0))).isEqualTo(mask);
        assertThat(mask(new DropoutMasks(4, 0.5), 4, 1, adapter(0))).isNotEqualTo(mask);
        assertThat(mask(masks, 5, 1, adapter(0))).isNotEqualTo(mask);
        assertThat(mask(masks, 4, 2, adapter(0))).isNotEqualTo(mask);
        assertThat(mask(masks, 4, 1, adapter(1))).isNotEqualTo(mask);
    }

    @Test
    void givesAGraphTheNumberDrawnInTwoHalves() {
        DropoutMasks masks = new DropoutMasks(3, 0.5);
        long draw = masks.draw(7, 2);
        INDArray halves = masks.inputs(7, 2).get(GraphBuilder.DRAW);
        assertThat(halves.toIntVector()).containsExactly((int) (draw >>> 32), (int) draw);
    }

    @Test
    void isNotNeededWithoutDropout() {
        assertThat(new DropoutMasks(3, 0).needed()).isFalse();
        assertThat(new DropoutMasks(3, 0).inputs(0, 0)).isEmpty();
        assertThat(new DropoutMasks(3, 0.1).needed()).isTrue();
    }

    @Test
    void refusesProbabilitiesOutOfRange() {
        assertThatThrownBy(() -> new DropoutMasks(3, 1)).hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> new DropoutMasks(3, -0.1)).hasMessageContaining("dropout is -0.1");
    }
}
