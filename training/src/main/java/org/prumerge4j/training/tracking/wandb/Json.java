package org.prumerge4j.training.tracking.wandb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as W&amp;B takes it. NaN and infinities, which JSON has not, become the texts {@code "NaN"}, {@code "Infinity"} and
 * {@code "-Infinity"}: the row stays valid and still tells what happened.
 */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** The JSON text of numbers, texts, booleans, lists and maps of these. */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a value of " + value.getClass() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** An object of members that are JSON text already. */
    static String object(Map<String, String> members) {
        StringBuilder text = new StringBuilder("{");
        members.forEach((name, value) -> text.append(text.length() > 1 ? "," : "")
                .append(text(name))
                .append(':')
                .append(value));
        return text.append('}').toString();
    }

    static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** What of a step goes to W&amp;B: numbers, booleans and texts. Lists, such as sample ids, cannot be plotted. */
    static Map<String, Object> scalars(Map<String, Object> values) {
        Map<String, Object> scalars = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(value instanceof List<?>)) {
                scalars.put(key, value);
            }
        });
        return scalars;
    }

    /** Configuration as the server wants it: every value wrapped in an object. */
    static String configuration(Map<String, Object> configuration) {
        Map<String, Object> wrapped = new LinkedHashMap<>();
        configuration.forEach((key, value) -> wrapped.put(key, Map.of("value", value)));
        return text(wrapped);
    }
}
