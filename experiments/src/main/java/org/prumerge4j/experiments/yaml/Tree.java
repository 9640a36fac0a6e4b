package org.prumerge4j.experiments.yaml;

import java.util.List;
import java.util.Map;

/** A parsed YAML document: aliases and merge keys resolved, every key and value with its place. */
public sealed interface Tree {
    /** Where the value starts. */
    Place place();

    /** How messages name the value. */
    String describe();

    /** What an unquoted scalar looks like under the YAML 1.2 core schema; quoted ones are text. */
    enum Kind {
        NOTHING,
        TRUTH,
        INTEGER,
        NUMBER,
        TEXT
    }

    /** A single value as it was spelt. */
    record Scalar(Place place, String text, Kind kind) implements Tree {
        private static final int LONGEST_SHOWN = 60;

        @Override
        public String describe() {
            String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
            return kind == Kind.NOTHING ? "nothing" : "'" + shown + "'";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Tree> items) implements Tree {
        @Override
        public String describe() {
            return "a list of length " + items.size();
        }
    }

    /** Keys to values, in the order of the file. */
    record Mapping(Place place, Map<String, Entry> entries) implements Tree {
        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** A value and the place of its key. */
    record Entry(Place keyPlace, Tree value) {}
}
