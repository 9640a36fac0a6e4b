package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one JSON object. Problems are collected, so that all of a file's are reported together. */
final class Fields {
    private final String path;
    private final ObjectNode node;
    private final List<String> problems;

    Fields(String path, ObjectNode node, List<String> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /** The object under a key, empty if it is absent. */
    Fields child(String key) {
        JsonNode value = value(key);
        if (value instanceof ObjectNode object) {
            return new Fields(path + key + ".", object, problems);
        }
        if (value != null) {
            problem(key, value, "an object");
        }
        return new Fields(path + key + ".", node.objectNode(), problems);
    }

    boolean has(String key) {
        return value(key) != null;
    }

    boolean isEmpty() {
        return node.isEmpty();
    }

    int count(String key, int absent) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0) {
            return value.intValue();
        }
        problem(key, value, "a positive integer");
        return absent;
    }

    int integer(String key, int absent) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return value.intValue();
        }
        problem(key, value, "an integer");
        return absent;
    }

    double positive(String key, double absent) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (number > 0 && !Double.isInfinite(number)) {
            return number;
        }
        problem(key, value, "a positive number");
        return absent;
    }

    @Nullable
    String text(String key) {
        JsonNode value = value(key);
        if (value != null && !value.isTextual()) {
            problem(key, value, "a string");
            return null;
        }
        return value == null ? null : value.textValue();
    }

    /** Refuses any value but one; absent means that one. */
    void only(String key, String allowed) {
        JsonNode value = value(key);
        if (value != null && !(value.isTextual() && value.textValue().equals(allowed))) {
            unsupported(key, value, "\"" + allowed + "\"");
        }
    }

    /** Refuses any value but one; absent means that one. */
    void only(String key, boolean allowed) {
        JsonNode value = value(key);
        if (value != null && !(value.isBoolean() && value.booleanValue() == allowed)) {
            unsupported(key, value, Boolean.toString(allowed));
        }
    }

    /** Refuses any value but one; absent means that one. */
    void only(String key, int allowed) {
        JsonNode value = value(key);
        if (value != null && !(value.isIntegralNumber() && value.canConvertToInt() && value.intValue() == allowed)) {
            unsupported(key, value, Integer.toString(allowed));
        }
    }

    /** Refuses a key that switches on something not implemented here. */
    void absent(String key) {
        JsonNode value = value(key);
        if (value != null) {
            unsupported(key, value, "no such key");
        }
    }

    void unsupported(String key, JsonNode value, String supported) {
        problems.add(path + key + " is " + shorten(value) + ", which is not supported; supported: " + supported);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    @Nullable
    JsonNode value(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private void problem(String key, JsonNode value, String expected) {
        problems.add(path + key + " is " + shorten(value) + " where " + expected + " was expected");
    }

    private static String shorten(JsonNode value) {
        String text = value.toString();
        int longest = 80;
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
