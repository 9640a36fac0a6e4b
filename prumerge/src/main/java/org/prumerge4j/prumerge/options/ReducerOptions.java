package org.prumerge4j.prumerge.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Complete description of a reducer: enough to build it again years later.
 *
 * @param reducer name of the reducer
 * @param preset name of the preset the options started from
 * @param changed options that differ from the preset, in order; empty if it was used as it is
 * @param options every option in order; values are strings, booleans and numbers
 */
public record ReducerOptions(String reducer, String preset, List<String> changed, Map<String, Object> options) {
    /** Key of the reducer's name in {@link #toMap}. */
    public static final String REDUCER = "reducer";
    /** Key of the preset's name in {@link #toMap}. */
    public static final String PRESET = "preset";
    /** Key of the list of changed options in {@link #toMap}. */
    public static final String CHANGED = "changed";
    /** Key of the options in {@link #toMap}. */
    public static final String OPTIONS = "options";

    /** A description that keeps its own copies. */
    public ReducerOptions {
        changed = List.copyOf(changed);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** The options of a preset, some of them changed: {@code resolved} holds all. */
    public static ReducerOptions of(Preset preset, Map<String, Object> resolved) {
        List<String> changed = new ArrayList<>();
        resolved.forEach((name, value) -> {
            if (!value.equals(preset.options().get(name))) {
                changed.add(name);
            }
        });
        return new ReducerOptions(preset.reducer(), preset.name(), changed, resolved);
    }

    /** The description as plain maps and lists in a fixed order, for JSON or YAML. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(REDUCER, reducer);
        map.put(PRESET, preset);
        map.put(CHANGED, changed);
        map.put(OPTIONS, options);
        return map;
    }
}
