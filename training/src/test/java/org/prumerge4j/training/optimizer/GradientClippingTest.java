package org.prumerge4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
    @Test
    void scalesToTheLargestNormAllowed() {
        float[] a = {3};
        float[] b = {0, 4};
        assertThat(GradientClipping.clip(Map.of("a", a, "b", b), 1)).isEqualTo(5);
        assertThat(a[0]).isEqualTo((float) (3 / 5.000001));
        assertThat(b[1]).isEqualTo((float) (4 / 5.000001));
    }

    @Test
    void leavesSmallGradientsAndZeroMeansOff() {
        float[] a = {3, 4};
        assertThat(GradientClipping.clip(Map.of("a", a), 6)).isEqualTo(5);
        assertThat(GradientClipping.clip(Map.of("a", a), 0)).isEqualTo(5);
        assertThat(a).containsExactly(3, 4);
    }

    @Test
    void reportsGradientsThatAreNotFinite() {
        assertThat(GradientClipping.clip(Map.of("a", new float[] {1, Float.NaN}), 1))
                .isNaN();
        float[] infinite = {1, Float.POSITIVE_INFINITY};
        assertThat(GradientClipping.clip(Map.of("a", infinite), 1)).isInfinite();
        assertThat(infinite[0]).isEqualTo(1);
        assertThatThrownBy(() -> GradientClipping.clip(Map.of(), -1)).hasMessageContaining("-1.0");
    }

    @Test
    void sumsManySmallSquaresInDouble() {
        float[] values = new float[300_001];
        SplittableRandom random = new SplittableRandom(1);
        double exact = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(1e-3);
            exact += (double) values[i] * values[i];
        }
        double norm = GradientClipping.norm(List.of(values, new float[] {1000}));
        assertThat(norm).isCloseTo(Math.sqrt(exact + 1e6), within(1e-9));
        assertThat(GradientClipping.norm(List.of(values, new float[] {1000}))).isEqualTo(norm);
    }
}
