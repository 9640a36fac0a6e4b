package org.prumerge4j.experiments.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document type with one key of every kind. */
record Sample(
        @Key(help = "Name.") String name,
        @Key(help = "Count.", byDefault = "3", min = 1, max = 10) int count,
        @Key(help = "Big.", byDefault = "0") long big,
        @Key(help = "Rate.", byDefault = "1e-4", above = 0, below = 1) double rate,
        @Key(help = "Pair.", byDefault = "[0.5, 1]", length = 2, min = 0) List<Double> pair,
        @Key(help = "Switch.", byDefault = "true") boolean on,
        @Key(help = "Colour.", byDefault = "deep-blue") Colour colour,
        @Key(help = "File.") @Nullable Path file,
        @Key(help = "Weights.", byDefault = "{}") Map<String, Double> weights,
        @Key(help = "Inner.", byDefault = "{}") Inner inner,
        @Key(help = "Optional section.") @Nullable Inner extra,
        @Key(help = "Sections.", byDefault = "[]") List<Inner> list,
        @Key(help = "Open section.", byDefault = "{kind: plain}") Open open) {
    enum Colour {
        DEEP_BLUE,
        RED
    }

    record Inner(
            @Key(help = "Lower.", byDefault = "1") int low,
            @Key(help = "Upper.", byDefault = "2") int high,
            @Key(help = "Length.", byDefault = "2 m") Metres length)
            implements CrossChecked {
        @Override
        public void check(Checks checks) {
            if (low > high) {
                checks.reject("low", low + " is above high, which is " + high);
            }
        }
    }

    record Open(@Key(help = "Kind.") String kind, @Key(help = "Others.", rest = true) Map<String, Object> others) {
        Open {
            if (kind.isEmpty()) {
                throw new IllegalArgumentException("kind is empty");
            }
        }
    }

    record Metres(int metres) implements ScalarValue {
        public static Metres parse(String text) {
            if (!text.matches("\\d+ m")) {
                throw new IllegalArgumentException("metres such as '2 m'");
            }
            return new Metres(Integer.parseInt(text.substring(0, text.length() - 2)));
        }

        @Override
        public String text() {
            return metres + " m";
        }
    }
}
