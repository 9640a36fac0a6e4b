package org.prumerge4j.experiments.yaml;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.yaml.RecordKeys.Field;
import org.prumerge4j.experiments.yaml.Tree.Mapping;
import org.prumerge4j.experiments.yaml.Tree.Scalar;
import org.prumerge4j.experiments.yaml.Tree.Sequence;

/** A JSON schema (2020-12) generated from annotated records, so that editors complete and check files while one types. */
public final class JsonSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private JsonSchema() {}

    /** The schema of documents that bind to the record, indented, with a newline at the end. */
    public static String of(Class<? extends Record> type, String title) {
        ObjectNode schema = node();
        schema.put("$schema", DIALECT);
        schema.put("title", title);
        schema.setAll(section(type));
        return schema.toPrettyString().replace("\r\n", "\n") + "\n";
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode section(Class<?> type) {
        ObjectNode schema = node();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        boolean open = false;
        for (Field field : RecordKeys.of(type)) {
            open |= field.key().rest();
            if (!field.key().rest()) {
                properties.set(field.name(), property(field));
            }
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", open);
        return schema;
    }

    private static ObjectNode property(Field field) {
        ObjectNode schema = value(field.type(), field.key());
        if (field.nullable()) {
            ObjectNode either = node();
            either.putArray("anyOf").add(schema).add(node().put("type", "null"));
            schema = either;
        }
        schema.put("description", field.key().help());
        if (field.hasDefault()) {
            Source source =
                    new Source("default", Path.of(""), List.of(field.key().byDefault()), false);
            Tree tree = YamlReader.parse(field.key().byDefault(), source, 1, new ArrayList<>());
            schema.set("default", new ObjectMapper().valueToTree(plain(tree)));
        }
        return schema;
    }

    private static ObjectNode value(Type type, Key key) {
        if (RecordKeys.isParameterized(type, List.class)) {
            ObjectNode schema = node().put("type", "array");
            schema.set("items", value(RecordKeys.lastArgument(type), key));
            if (key.length() >= 0) {
                schema.put("minItems", key.length()).put("maxItems", key.length());
            }
            return schema;
        } else if (RecordKeys.isParameterized(type, Map.class)) {
            ObjectNode schema = node().put("type", "object");
            schema.set("additionalProperties", value(RecordKeys.lastArgument(type), key));
            return schema;
        }
        return RecordKeys.isSection(type) ? section((Class<?>) type) : scalar((Class<?>) type, key);
    }

    private static ObjectNode scalar(Class<?> type, Key key) {
        ObjectNode schema = node();
        if (type.isEnum()) {
            ArrayNode names = schema.putArray("enum");
            Scalars.spellings(type).forEach(names::add);
            return schema;
        }
        return switch (Scalars.expected(type)) {
            case "an integer" -> bounds(schema.put("type", "integer"), key);
            case "a number" -> bounds(schema.put("type", "number"), key);
            case "true or false" -> schema.put("type", "boolean");
            case "text", "a path" -> schema.put("type", "string");
            default -> schema;
        };
    }

    private static ObjectNode bounds(ObjectNode schema, Key key) {
        bound(schema, "minimum", key.min());
        bound(schema, "maximum", key.max());
        bound(schema, "exclusiveMinimum", key.above());
        bound(schema, "exclusiveMaximum", key.below());
        return schema;
    }

    private static void bound(ObjectNode schema, String word, double value) {
        if (Double.isFinite(value) && value == Math.rint(value)) {
            schema.put(word, (long) value);
        } else if (Double.isFinite(value)) {
            schema.put(word, value);
        }
    }

    private static Object plain(Tree tree) {
        if (tree instanceof Mapping mapping) {
            Map<String, Object> keys = new LinkedHashMap<>();
            mapping.entries().forEach((name, entry) -> keys.put(name, plain(entry.value())));
            return keys;
        } else if (tree instanceof Sequence sequence) {
            return sequence.items().stream().map(JsonSchema::plain).toList();
        }
        Scalar scalar = (Scalar) tree;
        return switch (scalar.kind()) {
            case TRUTH -> Boolean.valueOf(scalar.text());
            case INTEGER -> Long.valueOf(scalar.text());
            case NUMBER -> Double.valueOf(scalar.text());
            case TEXT, NOTHING -> scalar.text();
        };
    }
}
