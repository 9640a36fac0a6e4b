package org.prumerge4j.experiments.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An axis of a chart.
 *
 * @param name what it measures, with its unit
 * @param low value at its beginning
 * @param high value at its end
 * @param logarithmic whether doubling is a step of equal length everywhere
 * @param ticks values that are written along it
 */
record Axis(String name, double low, double high, boolean logarithmic, List<Double> ticks) {
    private static final int TICKS = 6;
    private static final double MARGIN = 1.15;
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    /** A linear axis that holds the values and begins at a round number. */
    static Axis linear(String name, double... values) {
        double least = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
        double most = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
        double step = step(Math.max(most - least, Math.max(1e-9, Math.abs(most) * 0.01)) / TICKS);
        double low = Math.floor(least / step) * step;
        double high = Math.max(Math.ceil(most / step) * step, low + step);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step / 2; i++) {
            ticks.add(low + i * step);
        }
        return new Axis(name, low, high, false, ticks);
    }

    /** The same from zero. */
    static Axis fromZero(String name, double... values) {
        double[] withZero = Arrays.copyOf(values, values.length + 1);
        return linear(name, withZero);
    }

    /** An axis of powers of two. */
    static Axis doubling(String name, double... values) {
        double least =
                Math.max(1, Arrays.stream(values).filter(Double::isFinite).min().orElse(1));
        double most =
                Math.max(2, Arrays.stream(values).filter(Double::isFinite).max().orElse(2));
        List<Double> ticks = new ArrayList<>();
        for (double tick = 1; tick <= most; tick *= 2) {
            if (tick >= least / 2) {
                ticks.add(tick);
            }
        }
        return new Axis(name, ticks.get(0), most * MARGIN, true, ticks);
    }

    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * power >= least) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** Where a value stands, 0 at the beginning and 1 at the end. */
    double place(double value) {
        return logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** A tick as it is written. */
    String text(double tick) {
        BigDecimal rounded =
                BigDecimal.valueOf(tick).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
