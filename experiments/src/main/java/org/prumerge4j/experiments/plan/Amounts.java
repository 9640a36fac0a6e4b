package org.prumerge4j.experiments.plan;

import java.util.Locale;

/** Numbers as people read them. */
final class Amounts {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    private static final double MEGA = 1e6;

    /** Below, three digits after the point say too little. */
    private static final double SMALL = 0.1;

    private Amounts() {}

    /** Bytes with a decimal unit. */
    static String bytes(double bytes) {
        if (bytes < GIGA) {
            return String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
        }
        return bytes < TERA
                ? String.format(Locale.ROOT, "%.1f GB", bytes / GIGA)
                : String.format(Locale.ROOT, "%.2f TB", bytes / TERA);
    }

    /** A whole number in groups of three digits. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Floating-point operations in 10^12. */
    static String teraflops(double operations) {
        double number = operations / TERA;
        return String.format(Locale.ROOT, number < SMALL ? "%.2e" : "%,.3f", number);
    }

    /** One digit after the point. */
    static String tenths(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }
}
