package org.prumerge4j.experiments.yaml;

import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Tree.Kind;
import org.prumerge4j.experiments.yaml.Tree.Scalar;

/** Turns single values into the types of record components. */
final class Scalars {
    private static final Set<String> OLD_TRUTHS = Set.of("yes", "no", "on", "off", "y", "n");
    private static final int HEXADECIMAL = 16;
    private static final int OCTAL = 8;

    private final Function<Source, Path> folders;

    /** @param folders where relative paths of a source start */
    Scalars(Function<Source, Path> folders) {
        this.folders = folders;
    }

    Object read(Scalar scalar, Class<?> type, Key key) throws BadValue {
        if (type == boolean.class || type == Boolean.class) {
            return truth(scalar);
        } else if (type == int.class || type == Integer.class) {
            return integer(scalar, key, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
        } else if (type == long.class || type == Long.class) {
            return integer(scalar, key, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
        } else if (type == double.class || type == Double.class) {
            return number(scalar, key);
        } else if (scalar.kind() == Kind.NOTHING) {
            throw new BadValue(expected(type));
        } else if (type == String.class) {
            return scalar.text();
        } else if (type == Path.class) {
            return path(scalar);
        } else if (type.isEnum()) {
            return constant(scalar, type);
        } else if (ScalarValue.class.isAssignableFrom(type)) {
            return parsed(scalar, type);
        } else if (type == Object.class) {
            return anything(scalar);
        }
        throw new IllegalStateException("no YAML form for " + type);
    }

    /** What a type expects, without bounds. */
    static String expected(Class<?> type) {
        if (type == Path.class) {
            return "a path";
        } else if (type.isEnum()) {
            return oneOf(spellings(type));
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "an integer";
        }
        return type == String.class ? "text" : "a value";
    }

    /** The constants of an enumeration in kebab case. */
    static List<String> spellings(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> spelling((Enum<?>) constant))
                .toList();
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object truth(Scalar scalar) throws BadValue {
        if (scalar.kind() == Kind.TRUTH) {
            return scalar.text().equalsIgnoreCase("true");
        }
        boolean old = OLD_TRUTHS.contains(scalar.text().toLowerCase(Locale.ROOT));
        throw new BadValue("true or false" + (old ? " (YAML 1.2 knows no other spelling)" : ""));
    }

    private static BigInteger integer(Scalar scalar, Key key, long low, long high) throws BadValue {
        if (scalar.kind() != Kind.INTEGER) {
            throw new BadValue(within("an integer", key));
        }
        BigInteger value = parseInteger(scalar.text());
        if (!inside(new BigDecimal(value), key)) {
            throw new BadValue(within("an integer", key));
        }
        if (value.compareTo(BigInteger.valueOf(low)) < 0 || value.compareTo(BigInteger.valueOf(high)) > 0) {
            throw new BadValue("an integer from " + low + " to " + high);
        }
        return value;
    }

    /** Decimal, {@code 0x} and {@code 0o}, as in the core schema. */
    private static BigInteger parseInteger(String text) {
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), HEXADECIMAL);
        }
        return text.startsWith("0o") ? new BigInteger(text.substring(2), OCTAL) : new BigInteger(text);
    }

    private static Object number(Scalar scalar, Key key) throws BadValue {
        if (scalar.kind() == Kind.INTEGER || scalar.kind() == Kind.NUMBER) {
            double value = parseNumber(scalar);
            if (Double.isFinite(value) && inside(BigDecimal.valueOf(value), key)) {
                return value;
            }
        }
        throw new BadValue(within("a number", key));
    }

    private static double parseNumber(Scalar scalar) {
        if (scalar.kind() == Kind.INTEGER) {
            return parseInteger(scalar.text()).doubleValue();
        }
        String text = scalar.text().toLowerCase(Locale.ROOT);
        return text.endsWith(".inf") || text.endsWith(".nan") ? Double.NaN : Double.parseDouble(text);
    }

    private static boolean inside(BigDecimal value, Key key) {
        return (Double.isInfinite(key.min()) || value.compareTo(BigDecimal.valueOf(key.min())) >= 0)
                && (Double.isInfinite(key.max()) || value.compareTo(BigDecimal.valueOf(key.max())) <= 0)
                && (Double.isInfinite(key.above()) || value.compareTo(BigDecimal.valueOf(key.above())) > 0)
                && (Double.isInfinite(key.below()) || value.compareTo(BigDecimal.valueOf(key.below())) < 0);
    }

    private static String within(String what, Key key) {
        String bounds = List.of(
                        bound("of at least", key.min()),
                        bound("above", key.above()),
                        bound("of at most", key.max()),
                        bound("below", key.below()))
                .stream()
                .filter(bound -> !bound.isEmpty())
                .collect(Collectors.joining(" and "));
        return bounds.isEmpty() ? what : what + " " + bounds;
    }

    private static String bound(String word, double value) {
        return Double.isInfinite(value)
                ? ""
                : word + " " + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private Path path(Scalar scalar) throws BadValue {
        String text = scalar.text();
        if (text.isBlank()) {
            throw new BadValue("a path");
        }
        try {
            return Paths.resolve(text, folders.apply(scalar.place().source()));
        } catch (InvalidPathException e) {
            throw new BadValue("a path this system can represent (" + e.getReason() + ")");
        }
    }

    private static Object constant(Scalar scalar, Class<?> type) throws BadValue {
        for (Object constant : type.getEnumConstants()) {
            if (spelling((Enum<?>) constant).equals(scalar.text())) {
                return constant;
            }
        }
        List<String> names = spellings(type);
        @Nullable String near = Suggestions.closest(scalar.text(), names);
        throw new BadValue(oneOf(names) + Suggestions.ending(near));
    }

    private static String oneOf(List<String> names) {
        return names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names);
    }

    private static Object parsed(Scalar scalar, Class<?> type) throws BadValue {
        try {
            return type.getMethod("parse", String.class).invoke(null, scalar.text());
        } catch (InvocationTargetException e) {
            throw new BadValue(String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " needs a public static parse(String)", e);
        }
    }

    private static Object anything(Scalar scalar) throws BadValue {
        try {
            return switch (scalar.kind()) {
                case TRUTH -> scalar.text().equalsIgnoreCase("true");
                case INTEGER -> parseInteger(scalar.text()).longValueExact();
                case NUMBER -> parseNumber(scalar);
                case TEXT, NOTHING -> scalar.text();
            };
        } catch (ArithmeticException e) {
            throw new BadValue("an integer from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
    }
}
