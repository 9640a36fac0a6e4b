package org.prumerge4j.prumerge.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads options one by one and collects what is wrong with them; {@link #finish} tells everything at once.
 *
 * <p>An option that was not given, or is wrong, has the value of the preset, so that reading goes on.
 */
public final class OptionReader {
    /** Word for "what the method prescribes" in options that are numbers otherwise. */
    public static final String AUTO = "auto";

    private final String owner;
    private final Map<String, ?> defaults;
    private final Map<String, ?> given;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<OptionProblem> problems = new ArrayList<>();

    /**
     * A reader of the options of {@code owner}.
     *
     * @param defaults a value for every option there is
     * @param given values that replace them
     */
    public OptionReader(String owner, Map<String, ?> defaults, Map<String, ?> given) {
        this.owner = owner;
        this.defaults = defaults;
        this.given = given;
    }

    /** Name of a constant in options: {@code MEAN_SOFTMAX} is {@code mean-softmax}. */
    public static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One of the constants of an enumeration, by {@link #nameOf}. */
    public <E extends Enum<E>> E choice(String option, Class<E> type) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        return choice(option, all);
    }

    /** One of some constants of an enumeration. */
    public <E extends Enum<E>> E choice(String option, List<E> allowed) {
        String names = allowed.stream().map(OptionReader::nameOf).collect(Collectors.joining(", "));
        E found = find(allowed, value(option));
        if (found == null) {
            problem(option, "one of " + names);
            found = find(allowed, defaults.get(option));
        }
        if (found == null) {
            throw new IllegalStateException("preset of " + owner + " has no valid " + option);
        }
        return found;
    }

    private static <E extends Enum<E>> @Nullable E find(List<E> allowed, @Nullable Object name) {
        for (E constant : allowed) {
            if (nameOf(constant).equals(name)) {
                return constant;
            }
        }
        return null;
    }

    /** A whole number of at least {@code min}. */
    public int integer(String option, int min) {
        Object value = value(option);
        if (value instanceof Number number && number.doubleValue() == number.intValue() && number.intValue() >= min) {
            return number.intValue();
        }
        problem(option, "a whole number of at least " + min);
        return number(defaults.get(option)).intValue();
    }

    /** A whole number of 64 bits. */
    public long seed(String option) {
        Object value = value(option);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        problem(option, "a whole number of 64 bits");
        return number(defaults.get(option)).longValue();
    }

    /** A number above 0 and up to {@code max}. */
    public double positive(String option, double max) {
        Object value = value(option);
        if (value instanceof Number number && isPositive(number, max)) {
            return number.doubleValue();
        }
        problem(option, positiveUpTo(max));
        return number(defaults.get(option)).doubleValue();
    }

    /** A number above 0, or null for {@link #AUTO}. */
    public @Nullable Double positiveOrAuto(String option) {
        Object value = value(option);
        if (AUTO.equals(value)) {
            return null;
        }
        if (value instanceof Number number && isPositive(number, Double.MAX_VALUE)) {
            return number.doubleValue();
        }
        problem(option, AUTO + " or " + positiveUpTo(Double.MAX_VALUE));
        return null;
    }

    /** A number of at least 0. */
    public double nonNegative(String option) {
        Object value = value(option);
        if (value instanceof Number number && number.doubleValue() >= 0 && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        problem(option, "a number of at least 0");
        return number(defaults.get(option)).doubleValue();
    }

    /** True or false. */
    public boolean flag(String option) {
        Object value = value(option);
        if (value instanceof Boolean flag) {
            return flag;
        }
        problem(option, "true or false");
        return Boolean.TRUE.equals(defaults.get(option));
    }

    /** Notes that an option has a value that does not fit; {@code expected} says what would. */
    public void problem(String option, String expected) {
        problems.add(new OptionProblem(option, String.valueOf(value(option)), expected));
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidOptionsException if anything was wrong, or if an option was given that nobody read
     */
    public void finish() {
        String names = String.join(", ", known);
        for (String option : given.keySet()) {
            if (!known.contains(option)) {
                String expected = known.isEmpty() ? "no options" : "one of the options " + names;
                problems.add(new OptionProblem(option, String.valueOf(given.get(option)), expected));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(owner, problems);
        }
    }

    private @Nullable Object value(String option) {
        known.add(option);
        return given.containsKey(option) ? given.get(option) : defaults.get(option);
    }

    private static boolean isPositive(Number number, double max) {
        return number.doubleValue() > 0 && number.doubleValue() <= max;
    }

    private static String positiveUpTo(double max) {
        return max == Double.MAX_VALUE ? "a number above 0" : "a number above 0 and up to " + max;
    }

    private Number number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new IllegalStateException("preset of " + owner + " holds " + value + " where a number belongs");
    }
}
