package org.prumerge4j.experiments.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.prumerge4j.experiments.yaml.ScalarValue;
import org.prumerge4j.experiments.yaml.Suggestions;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;

/**
 * A published architecture by name: the sizes of a model whose checkpoints need not be there.
 *
 * @param text name as experiment files spell it
 */
public record Architecture(String text) implements ScalarValue {
    private static final Map<String, LlavaConfig> KNOWN = known();

    /** @throws IllegalArgumentException if there is no such architecture */
    public Architecture {
        if (!KNOWN.containsKey(text)) {
            List<String> names = List.copyOf(KNOWN.keySet());
            throw new IllegalArgumentException(
                    "one of " + String.join(", ", names) + Suggestions.ending(Suggestions.closest(text, names)));
        }
    }

    private static Map<String, LlavaConfig> known() {
        Map<String, LlavaConfig> known = new LinkedHashMap<>();
        known.put("llava-1.5-7b", LlavaArchitectures.LLAVA_1_5_7B);
        known.put("llava-1.5-13b", LlavaArchitectures.LLAVA_1_5_13B);
        return known;
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public static Architecture parse(String text) {
        return new Architecture(text.strip().toLowerCase(Locale.ROOT));
    }

    /** Sizes of the model. */
    public LlavaConfig config() {
        return Objects.requireNonNull(KNOWN.get(text));
    }
}
