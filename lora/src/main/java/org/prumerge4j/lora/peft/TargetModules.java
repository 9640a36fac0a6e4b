package org.prumerge4j.lora.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LinearShape;

/**
 * peft's {@code target_modules}: which modules of a model have adapters.
 *
 * @param names a module is meant if its path is one of these or ends in a dot and one of these
 * @param pattern instead of names: a regular expression for whole paths, or {@code all-linear}
 */
public record TargetModules(List<String> names, @Nullable String pattern) {
    private static final String ALL_LINEAR = "all-linear";

    /**
     * Checks the pattern.
     *
     * @throws java.util.regex.PatternSyntaxException if the pattern is not a regular expression
     */
    public TargetModules {
        names = List.copyOf(names);
        if (pattern != null && !pattern.equals(ALL_LINEAR)) {
            Pattern.compile(pattern);
        }
    }

    /**
     * Names for the adapters of a layout.
     *
     * <p>Where all linear layers of a last segment are adapted in {@link PeftLayout#LLAVA}, that segment stands for them,
     * as in the folders LLaVA writes. Otherwise each has its full path, and in the layouts of llava-hf always: there a
     * vision tower with a {@code q_proj} of its own is part of the model.
     *
     * @param linears all linear layers of the decoder
     */
    public static TargetModules of(AdapterLayout adapters, List<LinearShape> linears, PeftLayout layout) {
        Map<String, Boolean> whole = new LinkedHashMap<>();
        for (LinearShape linear : linears) {
            boolean adapted = adapters.find(linear.path()).isPresent();
            whole.merge(lastSegment(linear.path()), adapted, Boolean::logicalAnd);
        }
        Set<String> names = new LinkedHashSet<>();
        adapters.adapters().forEach(adapter -> {
            String last = lastSegment(adapter.path());
            boolean brief = layout == PeftLayout.LLAVA && whole.getOrDefault(last, false);
            names.add(brief ? last : layout.module(adapter.path()));
        });
        return new TargetModules(List.copyOf(names), null);
    }

    /** Whether a module is meant, by its path in the model that peft wraps. */
    public boolean matches(String module) {
        if (pattern != null) {
            return pattern.equals(ALL_LINEAR) || Pattern.matches(pattern, module);
        }
        return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
    }

    /**
     * Reads the field of {@code adapter_config.json}.
     *
     * @throws IllegalArgumentException if it is neither names nor a regular expression
     */
    static TargetModules read(JsonNode field) {
        if (field.isTextual()) {
            return new TargetModules(List.of(), field.textValue());
        }
        List<String> names = new ArrayList<>();
        field.forEach(name -> names.add(name.isTextual() ? name.textValue() : ""));
        if (!field.isArray() || names.isEmpty() || names.contains("")) {
            throw new IllegalArgumentException("expected a list of names or a regular expression");
        }
        return new TargetModules(names, null);
    }

    JsonNode json() {
        if (pattern != null) {
            return JsonNodeFactory.instance.textNode(pattern);
        }
        var array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array;
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
