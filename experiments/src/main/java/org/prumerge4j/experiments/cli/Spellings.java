package org.prumerge4j.experiments.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Suggestions;
import picocli.CommandLine.TypeConversionException;

/** Reads option values that are spelt in kebab case. */
final class Spellings {
    private Spellings() {}

    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = names.indexOf(text);
        if (index >= 0) {
            return type.getEnumConstants()[index];
        }
        @Nullable String near = Suggestions.closest(text, names);
        throw new TypeConversionException(
                "found '" + text + "', expected one of " + String.join(", ", names) + Suggestions.ending(near));
    }
}
