package org.prumerge4j.experiments.yaml;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record says about the mapping it is bound from. */
final class RecordKeys {
    /**
     * One component.
     *
     * @param name key in the file
     * @param component the component it is bound to
     * @param key its annotation
     * @param nullable whether leaving the key out gives {@code null}
     */
    record Field(String name, RecordComponent component, Key key, boolean nullable) {
        Type type() {
            return component.getGenericType();
        }

        boolean hasDefault() {
            return !key.byDefault().isEmpty();
        }

        boolean required() {
            return !nullable && !hasDefault() && !key.rest();
        }

        Object get(Object owner) {
            try {
                return component.getAccessor().invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
        }
    }

    private RecordKeys() {}

    /** The components in their order. */
    static List<Field> of(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> field(type, component))
                .toList();
    }

    private static Field field(Class<?> type, RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(type.getName() + "." + component.getName() + " has no @Key");
        }
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Field(Suggestions.kebab(component.getName()), component, key, nullable);
    }

    /** Whether a mapping is bound to this type key by key. */
    static boolean isSection(Type type) {
        return type instanceof Class<?> c && c.isRecord() && !ScalarValue.class.isAssignableFrom(c);
    }

    /** The element type of a {@code List<T>}, the value type of a {@code Map<String, T>}. */
    static Type lastArgument(Type type) {
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        return arguments[arguments.length - 1];
    }

    static boolean isParameterized(Type type, Class<?> raw) {
        return type instanceof ParameterizedType p && p.getRawType() == raw;
    }

    /** Dotted paths of every key below a record; list elements have no index. */
    static List<String> paths(Class<?> type) {
        List<String> paths = new ArrayList<>();
        for (Field field : of(type)) {
            if (!field.key().rest()) {
                paths.add(field.name());
                Type inner = isParameterized(field.type(), List.class) ? lastArgument(field.type()) : field.type();
                if (isSection(inner)) {
                    paths((Class<?>) inner).forEach(path -> paths.add(field.name() + "." + path));
                }
            }
        }
        return paths;
    }

    /**
     * A record of these components.
     *
     * @throws IllegalArgumentException if its own constructor refuses the values
     */
    static Object construct(Class<?> type, List<@Nullable Object> values) {
        try {
            Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot construct " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type, e);
        }
    }
}
