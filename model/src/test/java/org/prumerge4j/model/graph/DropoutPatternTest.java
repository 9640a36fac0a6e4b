package org.prumerge4j.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutPatternTest {
    private static final int SIZE = 100_000;

    private static float[] factors(double probability, long stream, long draw) {
        float[] factors = new float[SIZE];
        new DropoutPattern(probability, stream).factors(draw, 0, factors, SIZE);
        return factors;
    }

    private static boolean[] zeroed(long stream, long draw) {
        float[] factors = factors(0.5, stream, draw);
        boolean[] zeroed = new boolean[SIZE];
        for (int i = 0; i < SIZE; i++) {
            zeroed[i] = factors[i] == 0;
        }
        return zeroed;
    }

    /** Difference of the share of agreeing elements from a half, in standard deviations. */
    private static double correlation(boolean[] a, boolean[] b, int shift) {
        int agreeing = 0;
        for (int i = 0; i < SIZE - shift; i++) {
            agreeing += a[i] == b[i + shift] ? 1 : 0;
        }
        double n = SIZE - shift;
        return Math.abs(agreeing - n / 2) / Math.sqrt(n / 4);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.5, 0.9})
    void zeroesTheGivenShareAndScalesTheRest(double probability) {
        int zeros = 0;
        for (float factor : factors(probability, 77, 5)) {
            assertThat(factor).isIn(0f, (float) (1 / (1 - probability)));
            zeros += factor == 0 ? 1 : 0;
        }
        double deviation = Math.sqrt(probability * (1 - probability) * SIZE);
        assertThat((double) zeros).isBetween(probability * SIZE - 5 * deviation, probability * SIZE + 5 * deviation);
    }

    @Test
    void neighboursStreamsAndDrawsAreIndependent() {
        boolean[] zeroed = zeroed(1, 1);
        for (int shift : new int[] {1, 2, 3, 64, 101, 512, 1024, 4096}) {
            assertThat(correlation(zeroed, zeroed, shift)).as("shift %d", shift).isLessThan(5);
        }
        for (long other = 2; other < 20; other++) {
            assertThat(correlation(zeroed, zeroed(other, 1), 0)).as("stream").isLessThan(5);
            assertThat(correlation(zeroed, zeroed(1, other), 0)).as("draw").isLessThan(5);
            assertThat(correlation(zeroed, zeroed(1 + (other << 32), 1), 0))
                    .as("upper half of the stream")
                    .isLessThan(5);
            assertThat(correlation(zeroed, zeroed(1, 1 + (other << 32)), 0))
                    .as("upper half of the draw")
                    .isLessThan(5);
        }
    }

    @Test
    void anElementDependsOnItsIndexAloneNotOnHowTheArrayIsCut() {
        float[] whole = factors(0.3, 9, 2);
        float[] part = new float[50];
        new DropoutPattern(0.3, 9).factors(2, 1234, part, 50);
        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 1234, 1284));
    }

    @Test
    void refusesProbabilitiesOutOfRange() {
        assertThatThrownBy(() -> new DropoutPattern(1, 0)).hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> new DropoutPattern(Double.NaN, 0)).hasMessageContaining("dropout is NaN");
    }

    @Test
    void refusesAValueWhoseRowsAreUnknown() {
        GraphBuilder graph = new GraphBuilder();
        Value turned = graph.permute(graph.input("x", -1, 3), 1, 0);
        assertThatThrownBy(() -> graph.dropout(turned, "mask", 3, new DropoutPattern(0.1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot tell how many rows");
    }
}
