package org.prumerge4j.prumerge.options;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A named, frozen set of options: published results refer to it, so that it never changes.
 *
 * @param reducer name of the reducer
 * @param name name of the preset, {@code reducer/variant}
 * @param description one sentence
 * @param options every option of the reducer in order
 */
public record Preset(String reducer, String name, String description, Map<String, Object> options) {
    /** A preset that keeps its own copy of the options. */
    public Preset {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    @Override
    public String toString() {
        return options.entrySet().stream()
                .map(option -> "\n  " + option.getKey() + ": " + option.getValue())
                .collect(Collectors.joining("", name + ": " + description, ""));
    }
}
