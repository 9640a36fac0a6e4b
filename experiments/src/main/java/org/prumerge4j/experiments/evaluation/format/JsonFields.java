package org.prumerge4j.experiments.evaluation.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/** Fields of a JSON object of a file; a field that is missing or of another kind is an error that names the place. */
public final class JsonFields {
    private static final int SHOWN = 60;

    private final ObjectNode node;
    private final String place;

    /** @param place {@code file:line}, for messages */
    public JsonFields(ObjectNode node, String place) {
        this.node = node;
        this.place = place;
    }

    /** Where the object begins. */
    public String place() {
        return place;
    }

    /** An error about the object. */
    public InvalidDataException invalid(String what) {
        return new InvalidDataException(place + ": " + what);
    }

    /** The field as it is; null if the object has none of the name, or a JSON null. */
    public @Nullable JsonNode optional(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** A field that must be a string. */
    public String text(String name) throws InvalidDataException {
        JsonNode value = required(name, "a string");
        if (!value.isTextual()) {
            throw wrong(name, value, "a string");
        }
        return value.textValue();
    }

    /** A field that may be missing or null, but must otherwise be a string. */
    public @Nullable String optionalText(String name) throws InvalidDataException {
        return optional(name) == null ? null : text(name);
    }

    /** A field that must be an integer of 32 bits. */
    public int integer(String name) throws InvalidDataException {
        JsonNode value = required(name, "an integer");
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, value, "an integer");
        }
        return value.intValue();
    }

    /** A field that must be a string or an integer. */
    public JsonNode textOrInteger(String name) throws InvalidDataException {
        JsonNode value = required(name, "a string or an integer");
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw wrong(name, value, "a string or an integer");
        }
        return value;
    }

    /** A field that must be an array of strings. */
    public List<String> texts(String name) throws InvalidDataException {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!item.isTextual()) {
                throw wrong(name + "[" + texts.size() + "]", item, "a string");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    /** A field that must be an array of objects. */
    public List<JsonFields> objects(String name) throws InvalidDataException {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode item : array(name)) {
            String path = name + "[" + objects.size() + "]";
            if (!(item instanceof ObjectNode object)) {
                throw wrong(path, item, "an object");
            }
            objects.add(new JsonFields(object, place + ": " + path));
        }
        return objects;
    }

    private ArrayNode array(String name) throws InvalidDataException {
        JsonNode value = required(name, "an array");
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw wrong(name, value, "an array");
    }

    private JsonNode required(String name, String expected) throws InvalidDataException {
        JsonNode value = node.get(name);
        if (value == null) {
            throw invalid("has no \"" + name + "\", expected " + expected);
        }
        return value;
    }

    private InvalidDataException wrong(String name, JsonNode found, String expected) {
        String shown = found.toString();
        return invalid("\"" + name + "\": found "
                + (shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...") + ", expected " + expected);
    }
}
