package org.prumerge4j.experiments.yaml;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.RecordKeys.Field;
import org.prumerge4j.experiments.yaml.Tree.Entry;
import org.prumerge4j.experiments.yaml.Tree.Kind;
import org.prumerge4j.experiments.yaml.Tree.Mapping;
import org.prumerge4j.experiments.yaml.Tree.Scalar;
import org.prumerge4j.experiments.yaml.Tree.Sequence;

/**
 * Binds a document to a record whose components carry {@link Key}. Every key must be known and every value right; all
 * problems are collected before it gives up. In here {@code null} means "already reported", or an optional key left out.
 */
public final class Binder {
    /** Name of the source of defaults, whose places are not worth keeping. */
    private static final String DEFAULT = "default";

    private final Class<?> root;
    private final Place start;
    private final Scalars scalars;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    private Binder(Class<?> root, Document document, Function<Source, Path> folders) {
        this.root = root;
        this.start = document.root().place();
        this.problems.addAll(document.problems());
        this.scalars = new Scalars(folders);
    }

    /** Binds a document whose relative paths start at the folder of their source. */
    public static <T extends Record> Bound<T> bind(Document document, Class<T> type) {
        return bind(document, type, Source::folder);
    }

    /**
     * Binds a document.
     *
     * @param folders where the relative paths of a source start
     * @throws ConfigException with every problem found
     */
    public static <T extends Record> Bound<T> bind(Document document, Class<T> type, Function<Source, Path> folders) {
        Binder binder = new Binder(type, document, folders);
        @Nullable Object value = binder.section(document.root(), type, "", binder.start);
        if (value == null || !binder.problems.isEmpty()) {
            throw new ConfigException(binder.problems);
        }
        return new Bound<>(type.cast(value), binder.start, binder.places);
    }

    private @Nullable Object section(Mapping mapping, Class<?> type, String path, Place where) {
        int before = problems.size();
        List<Field> fields = RecordKeys.of(type);
        Set<String> meant = rejectUnknownKeys(mapping, fields, path);
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : fields) {
            @Nullable Entry entry = mapping.entries().get(field.name());
            if (field.key().rest()) {
                values.add(rest(mapping, field, fields, path));
            } else if (entry != null) {
                values.add(given(entry, field, join(path, field.name())));
            } else if (field.hasDefault()) {
                values.add(byDefault(field, where, join(path, field.name())));
            } else {
                if (field.required() && !meant.contains(field.name())) {
                    reject(
                            where,
                            path,
                            "missing key '" + field.name() + "': " + field.key().help());
                }
                values.add(null);
            }
        }
        return problems.size() == before ? construct(type, values, path, where) : null;
    }

    private @Nullable Object construct(Class<?> type, List<@Nullable Object> values, String path, Place where) {
        Object value;
        try {
            value = RecordKeys.construct(type, values);
        } catch (IllegalArgumentException e) {
            reject(where, path, String.valueOf(e.getMessage()));
            return null;
        }
        if (value instanceof CrossChecked checked) {
            checked.check(new Checks((key, message) -> {
                String at = key.isEmpty() ? path : join(path, key);
                Place place = places.containsKey(at) || key.isEmpty() ? Bound.nearest(at, start, places) : where;
                reject(place, at, message);
            }));
        }
        return value;
    }

    /** Reports keys that no component claims; returns the keys they were probably meant to be. */
    private Set<String> rejectUnknownKeys(Mapping mapping, List<Field> fields, String path) {
        if (fields.stream().anyMatch(field -> field.key().rest())) {
            return Set.of();
        }
        List<String> known = fields.stream().map(Field::name).toList();
        Set<String> meant = new HashSet<>();
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                @Nullable String suggestion = suggest(key, known);
                if (suggestion != null) {
                    meant.add(suggestion);
                }
                String ending = suggestion == null
                        ? "; expected one of " + String.join(", ", known)
                        : suggestion.equals(key) ? "; it belongs to the top level" : Suggestions.ending(suggestion);
                reject(entry.keyPlace(), join(path, key), "unknown key '" + key + "'" + ending);
            }
        });
        return meant;
    }

    /** A key of the same name that lives in one other section, else the nearest name here, else the nearest anywhere. */
    private @Nullable String suggest(String key, List<String> here) {
        Map<String, List<String>> byLastName = RecordKeys.paths(root).stream()
                .collect(Collectors.groupingBy(p -> p.substring(p.lastIndexOf('.') + 1)));
        List<String> same = byLastName.getOrDefault(Suggestions.kebab(key), List.of());
        if (same.size() == 1 && !here.contains(Suggestions.kebab(key))) {
            return same.get(0);
        }
        @Nullable String near = Suggestions.closest(key, here);
        if (near != null) {
            return near;
        }
        @Nullable String anywhere = Suggestions.closest(key, byLastName.keySet());
        return anywhere == null
                ? null
                : Objects.requireNonNull(byLastName.get(anywhere)).get(0);
    }

    private Map<String, Object> rest(Mapping mapping, Field rest, List<Field> fields, String path) {
        Set<String> claimed = fields.stream().map(Field::name).collect(Collectors.toSet());
        Map<String, Entry> others = new LinkedHashMap<>(mapping.entries());
        others.keySet().removeAll(claimed);
        return map(new Mapping(mapping.place(), others), rest.type(), rest.key(), path);
    }

    private @Nullable Object given(Entry entry, Field field, String path) {
        if (field.nullable()
                && entry.value() instanceof Scalar scalar
                && scalar.kind() == Kind.NOTHING
                && !scalar.text().isEmpty()) {
            return null;
        }
        return value(entry.value(), field.type(), field.key(), path, entry.keyPlace());
    }

    private @Nullable Object byDefault(Field field, Place where, String path) {
        String text = field.key().byDefault();
        Source source = new Source(
                DEFAULT, where.source().folder(), List.of(text), where.source().numbered());
        Tree tree = YamlReader.parse(text, source, 1, problems);
        return value(tree, field.type(), field.key(), path, where);
    }

    /** @param where the place of the key, to which problems of a whole section are attached */
    private @Nullable Object value(Tree tree, Type type, Key key, String path, Place where) {
        if (!tree.place().source().name().equals(DEFAULT)) {
            places.put(path, tree.place());
        }
        if (RecordKeys.isParameterized(type, List.class)) {
            return list(tree, type, key, path);
        } else if (RecordKeys.isParameterized(type, Map.class)) {
            return tree instanceof Mapping mapping
                    ? map(mapping, type, key, path)
                    : mismatch(tree, path, "keys and values");
        } else if (RecordKeys.isSection(type)) {
            Class<?> section = (Class<?>) type;
            return tree instanceof Mapping mapping
                    ? section(mapping, section, path, where)
                    : mismatch(tree, path, "the keys " + keys(section));
        }
        return scalar(tree, (Class<?>) type, key, path);
    }

    private @Nullable Object scalar(Tree tree, Class<?> type, Key key, String path) {
        if (!(tree instanceof Scalar scalar)) {
            return mismatch(tree, path, Scalars.expected(type));
        }
        try {
            return scalars.read(scalar, type, key);
        } catch (BadValue e) {
            return mismatch(tree, path, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object list(Tree tree, Type type, Key key, String path) {
        if (!(tree instanceof Sequence sequence)) {
            return mismatch(tree, path, "a list");
        }
        List<Tree> items = sequence.items();
        if (key.length() >= 0 && items.size() != key.length()) {
            return mismatch(tree, path, "a list of length " + key.length());
        }
        Type element = RecordKeys.lastArgument(type);
        int before = problems.size();
        List<@Nullable Object> values = IntStream.range(0, items.size())
                .mapToObj(i -> value(
                        items.get(i),
                        element,
                        key,
                        path + "[" + i + "]",
                        items.get(i).place()))
                .collect(Collectors.toCollection(ArrayList::new));
        return problems.size() == before ? Collections.unmodifiableList(values) : null;
    }

    private Map<String, Object> map(Mapping mapping, Type type, Key key, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> {
            @Nullable
            Object value = value(entry.value(), RecordKeys.lastArgument(type), key, join(path, name), entry.keyPlace());
            if (value != null) {
                values.put(name, value);
            }
        });
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object mismatch(Tree tree, String path, String expected) {
        reject(tree.place(), path, "found " + tree.describe() + ", expected " + expected);
        return null;
    }

    private void reject(Place place, String path, String message) {
        problems.add(new Problem(place, path, message));
    }

    private static String keys(Class<?> section) {
        return RecordKeys.of(section).stream().map(Field::name).collect(Collectors.joining(", "));
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
