package org.prumerge4j.experiments.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Values of several seeds.
 *
 * @param mean NaN if there are none
 * @param deviation standard deviation of the sample (n - 1); NaN below two values
 * @param count number of values
 */
record Spread(double mean, double deviation, int count) {
    static Spread of(double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
        return new Spread(mean, deviation, values.length);
    }

    /** Mean and deviation with so many decimals; a dash without values. */
    String text(int decimals) {
        if (count == 0) {
            return "–";
        }
        String format = "%." + decimals + "f";
        String text = String.format(Locale.ROOT, format, mean);
        return count < 2 ? text : text + " ± " + String.format(Locale.ROOT, format, deviation);
    }
}
