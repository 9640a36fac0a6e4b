package org.prumerge4j.experiments.yaml;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.RecordKeys.Field;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes a record as YAML that {@link Binder} reads back to an equal record, every default filled in. */
public final class YamlWriter {
    private static final int INDENT = 2;
    private static final int NO_FOLDING = Integer.MAX_VALUE;

    private YamlWriter() {}

    /** The YAML text; keys in the order of the record, {@code null} components left out. */
    public static String write(Record value) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(INDENT)
                .setIndicatorIndent(INDENT)
                .setIndentWithIndicator(true)
                .setWidth(NO_FOLDING)
                .setSchema(new CoreSchema())
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(tree(value));
    }

    /** What would be written, as nested maps, lists and scalars. */
    public static Map<String, Object> tree(Record value) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (Field field : RecordKeys.of(value.getClass())) {
            @Nullable Object component = field.get(value);
            if (component != null && field.key().rest()) {
                ((Map<?, ?>) component).forEach((name, option) -> keys.put(String.valueOf(name), plain(option)));
            } else if (component != null) {
                keys.put(field.name(), plain(component));
            }
        }
        return keys;
    }

    private static Object plain(Object value) {
        if (value instanceof ScalarValue scalar) {
            return scalar.text();
        } else if (value instanceof Record section) {
            return tree(section);
        } else if (value instanceof Path path) {
            return path.toString();
        } else if (value instanceof Enum<?> constant) {
            return Scalars.spelling(constant);
        } else if (value instanceof List<?> list) {
            return list.stream().map(YamlWriter::plain).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, item) -> copy.put(String.valueOf(name), plain(item)));
            return copy;
        }
        return value;
    }
}
