package org.prumerge4j.model.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class ExponentialsTest {
    private static final int COUNT = 4001;

    private static float[] values(float from, float to) {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = from + (to - from) * i / (COUNT - 1);
        }
        return values;
    }

    @Test
    void exponentialIsRightToTheLastPlaces() {
        float[] x = values(-87f, 88f);
        float[] result = x.clone();
        Exponentials.exp(result, new float[COUNT], COUNT);
        for (int i = 0; i < COUNT; i++) {
            double expected = Math.exp(x[i]);
            assertThat((double) result[i]).isCloseTo(expected, offset(2.5e-7 * expected));
        }
    }

    @Test
    void exponentialOfHiddenScoresVanishes() {
        float[] x = {-1e9f, Float.NEGATIVE_INFINITY, 0f};
        Exponentials.exp(x, new float[3], 3);
        assertThat(x[0]).isLessThan(2e-38f);
        assertThat(x[1]).isLessThan(2e-38f);
        assertThat(x[2]).isEqualTo(1f);
    }

    @Test
    void activationsEqualTheirDefinitionsAndDerivativesTheirDifferences() {
        float[] x = values(-9f, 9f);
        float[] out = new float[COUNT];
        float[] slope = new float[COUNT];
        float[] t = new float[COUNT];
        Exponentials.quickGelu(x, out, t, COUNT);
        Exponentials.quickGeluSlope(x, slope, t, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat((double) out[i]).isCloseTo(quick(x[i]), offset(2e-6));
            assertThat((double) slope[i]).isCloseTo((quick(x[i] + 1e-4) - quick(x[i] - 1e-4)) / 2e-4, offset(2e-6));
        }
        Exponentials.gelu(x, out, COUNT);
        Exponentials.geluSlope(x, slope, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat((double) out[i]).isCloseTo(exact(x[i]), offset(2e-6));
            assertThat((double) slope[i]).isCloseTo((exact(x[i] + 1e-3) - exact(x[i] - 1e-3)) / 2e-3, offset(1e-5));
        }
    }

    private static double quick(double x) {
        return x / (1 + Math.exp(-1.702 * x));
    }

    /** x Phi(x) with the normal distribution integrated by Simpson's rule. */
    private static double exact(double x) {
        int steps = 2000;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-0.5 * i * width * i * width);
        }
        return x * (0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI));
    }
}
