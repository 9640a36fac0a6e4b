package org.prumerge4j.experiments.base.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.training.optimizer.TrainableParameter;

/** Against the definition, element by element in double precision. */
class MuonTest {
    private static final double RATE = 0.01;
    private static final double DECAY = 0.1;
    private static final double MOMENTUM = 0.95;
    private static final int STEPS = 3;

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({"6, 6", "4, 9", "9, 4", "1, 7"})
    void stepsAreThoseOfTheDefinition(int rows, int columns) {
        float[] start = drawn(rows * columns);
        TrainableParameter parameter = parameter(start, rows, columns);
        Muon muon = new Muon(List.of(parameter), RATE, DECAY);
        double[] expected = new double[start.length];
        double[] momentum = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            expected[i] = start[i];
        }
        for (int step = 0; step < STEPS; step++) {
            float[] gradient = drawn(start.length);
            double multiplier = 1.0 / (step + 1);
            muon.step(Map.of("weight", gradient, "another", new float[1]), multiplier);
            double[] direction = new double[start.length];
            for (int i = 0; i < start.length; i++) {
                momentum[i] = MOMENTUM * momentum[i] + (1 - MOMENTUM) * gradient[i];
                direction[i] = (1 - MOMENTUM) * gradient[i] + MOMENTUM * momentum[i];
            }
            double[] orthogonal = orthogonal(direction, rows, columns);
            double rate = RATE * multiplier;
            for (int i = 0; i < start.length; i++) {
                expected[i] = (1 - rate * DECAY) * expected[i]
                        - rate * 0.2 * Math.sqrt(Math.max(rows, columns)) * orthogonal[i];
                assertThat((double) parameter.values().get(i)).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    @Test
    void noGradientNoStep() {
        float[] start = drawn(6);
        TrainableParameter parameter = parameter(start, 2, 3);
        new Muon(List.of(parameter), RATE, 0).step(Map.of("weight", new float[6]), 1);
        for (int i = 0; i < start.length; i++) {
            assertThat(parameter.values().get(i)).isEqualTo(start[i]);
        }
    }

    /** Newton-Schulz: {@code x = 3.4445 x - 4.775 (x x') x + 2.0315 (x x')^2 x}, five times, from norm one. */
    private static double[] orthogonal(double[] values, int rows, int columns) {
        double norm = 0;
        for (double value : values) {
            norm += value * value;
        }
        double[] x = values.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] /= Math.sqrt(norm);
        }
        for (int iteration = 0; iteration < 5; iteration++) {
            double[] square = product(x, transposed(x, rows, columns), rows, columns, rows);
            double[] cubic = product(square, x, rows, rows, columns);
            double[] quintic = product(square, cubic, rows, rows, columns);
            for (int i = 0; i < x.length; i++) {
                x[i] = 3.4445 * x[i] - 4.775 * cubic[i] + 2.0315 * quintic[i];
            }
        }
        return x;
    }

    private static double[] transposed(double[] a, int rows, int columns) {
        double[] b = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i % columns * rows + i / columns] = a[i];
        }
        return b;
    }

    private static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
        double[] c = new double[rows * columns];
        for (int i = 0; i < c.length; i++) {
            for (int k = 0; k < inner; k++) {
                c[i] += a[i / columns * inner + k] * b[k * columns + i % columns];
            }
        }
        return c;
    }

    private static TrainableParameter parameter(float[] values, int rows, int columns) {
        FloatBuffer memory = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        memory.put(0, values);
        return new TrainableParameter("weight", Shape.of(rows, columns), memory);
    }

    private float[] drawn(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
