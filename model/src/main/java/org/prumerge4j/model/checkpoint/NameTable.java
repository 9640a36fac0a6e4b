package org.prumerge4j.model.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of tensors in one published format beside the canonical ones, as a table of patterns that is used in both
 * directions. What a format holds and LLaVA does not need is listed as well, so that anything else is unknown.
 */
public final class NameTable {
    private final String format;
    private final List<Rule> rules;
    private final List<NamePattern> ignorable;

    private NameTable(Builder builder) {
        this.format = builder.format;
        this.rules = List.copyOf(builder.rules);
        this.ignorable = List.copyOf(builder.ignorable);
    }

    private record Rule(NamePattern foreign, NamePattern canonical) {}

    /** The format's name, for messages. */
    public String format() {
        return format;
    }

    /** The canonical name of a tensor that the format calls by the given one; nothing if it is not in the table. */
    public Optional<String> toCanonical(String foreign) {
        for (Rule rule : rules) {
            Optional<Integer> number = rule.foreign().match(foreign);
            if (number.isPresent()) {
                return Optional.of(rule.canonical().name(number.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * The name by which the format calls a tensor, the one it is published with where there are several; nothing if
     * the format does not hold such a tensor.
     */
    public Optional<String> fromCanonical(String canonical) {
        for (Rule rule : rules) {
            Optional<Integer> number = rule.canonical().match(canonical);
            if (number.isPresent()) {
                return Optional.of(rule.foreign().name(number.get()));
            }
        }
        return Optional.empty();
    }

    /** Whether the format holds a tensor of this name that LLaVA does not need. */
    public boolean ignores(String foreign) {
        return ignorable.stream().anyMatch(pattern -> pattern.match(foreign).isPresent());
    }

    @Override
    public String toString() {
        return format;
    }

    static Builder builder(String format) {
        return new Builder(format);
    }

    /** Puts a table together. Earlier rules win, in both directions. */
    static final class Builder {
        private final String format;
        private final List<Rule> rules = new ArrayList<>();
        private final List<NamePattern> ignorable = new ArrayList<>();

        private Builder(String format) {
            this.format = format;
        }

        Builder map(String foreign, String canonical) {
            rules.add(new Rule(new NamePattern(foreign), new NamePattern(canonical)));
            return this;
        }

        /** Names that differ from the canonical ones by a prefix only. */
        Builder prefixed(String foreignPrefix, List<String> canonical) {
            canonical.forEach(name -> map(foreignPrefix + name, name));
            return this;
        }

        /** Names in which one prefix stands for another. */
        Builder moved(String foreignPrefix, String canonicalPrefix, List<String> canonical) {
            for (String name : canonical) {
                if (!name.startsWith(canonicalPrefix)) {
                    throw new IllegalArgumentException(name + " does not begin with " + canonicalPrefix);
                }
                map(foreignPrefix + name.substring(canonicalPrefix.length()), name);
            }
            return this;
        }

        Builder ignore(String foreignPrefix, List<String> names) {
            names.forEach(name -> ignorable.add(new NamePattern(foreignPrefix + name)));
            return this;
        }

        NameTable build() {
            return new NameTable(this);
        }
    }
}
