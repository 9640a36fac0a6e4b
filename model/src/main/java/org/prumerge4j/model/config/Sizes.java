package org.prumerge4j.model.config;

/** Checks of sizes, which say what was given. */
final class Sizes {
    private Sizes() {}

    static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a positive number, not " + value);
        }
    }

    static void divides(String divisorName, int divisor, String name, int value) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException(
                    name + " " + value + " must be a multiple of " + divisorName + " " + divisor);
        }
    }

    static void atMost(String smallName, int small, String largeName, int large) {
        if (small > large) {
            throw new IllegalArgumentException(smallName + " " + small + " must not exceed " + largeName + " " + large);
        }
    }

    static void same(String name, int value, String otherName, int other) {
        if (value != other) {
            throw new IllegalArgumentException(name + " " + value + " must equal " + otherName + " " + other);
        }
    }
}
