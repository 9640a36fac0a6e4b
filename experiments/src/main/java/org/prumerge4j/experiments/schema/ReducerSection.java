package org.prumerge4j.experiments.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/**
 * Which reducer, and what differs from its preset. The options are kept as they were given (Boolean, Long, Double or
 * String by kebab-case name); the reducer that is created from them knows which of them exist.
 */
public record ReducerSection(
        @Key(help = "Reducer, for example none, prumerge, prumerge-plus, sequential, spatial or random.") String name,
        @Key(help = "Named option set of this reducer, for example reference or paper; left out = its only one.")
                @Nullable
                String preset,
        @Key(help = "Options that override the preset.", rest = true) Map<String, Object> options) {
    /** Keeps its own copy of the options. */
    public ReducerSection {
        options = Map.copyOf(options);
    }
}
