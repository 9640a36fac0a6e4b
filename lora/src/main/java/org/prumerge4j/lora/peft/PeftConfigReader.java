package org.prumerge4j.lora.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.prumerge4j.model.io.CheckpointFormatException;

/**
 * Reads {@code adapter_config.json}, collecting everything that is wrong with it. peft adds fields with every release:
 * one that is not known here is accepted while it is null, false or empty, which means that its feature is not used, and
 * refused by name otherwise.
 */
final class PeftConfigReader {
    private static final Set<String> READ = Set.of(
            "alpha_pattern",
            "base_model_name_or_path",
            "bias",
            "init_lora_weights",
            "lora_alpha",
            "lora_dropout",
            "peft_type",
            "r",
            "rank_pattern",
            "target_modules",
            "use_rslora");
    /** Fields that say nothing about what the adapter computes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "auto_mapping",
            "inference_mode",
            "megatron_core",
            "peft_version",
            "qalora_group_size",
            "revision",
            "runtime_config",
            "task_type");
    /** Ways to start that leave the base weights as they are, so that a trained adapter fits them. */
    private static final Set<String> HARMLESS_STARTS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    private final ObjectNode json;
    private final List<String> problems = new ArrayList<>();

    private PeftConfigReader(ObjectNode json) {
        this.json = json;
    }

    static PeftConfig read(Path file, ObjectNode json) throws CheckpointFormatException {
        PeftConfigReader reader = new PeftConfigReader(json);
        PeftConfig config = reader.read();
        if (!reader.problems.isEmpty()) {
            throw CheckpointFormatException.of(file.toString(), reader.problems);
        }
        return config;
    }

    private PeftConfig read() {
        requireText("peft_type", "LORA");
        if (json.hasNonNull("bias")) {
            requireText("bias", "none");
        }
        requireHarmlessStart();
        refuseUnknown();
        int rank = rank();
        double alpha = number("lora_alpha", value -> value > 0, "a positive number");
        double dropout = json.hasNonNull("lora_dropout")
                ? number("lora_dropout", value -> value >= 0 && value < 1, "a probability of at least 0 and below 1")
                : 0;
        Map<String, Integer> ranks = new LinkedHashMap<>();
        patterns("rank_pattern", true).forEach((pattern, value) -> ranks.put(pattern, value.intValue()));
        JsonNode base = json.path("base_model_name_or_path");
        return new PeftConfig(
                base.isTextual() ? base.textValue() : null,
                rank,
                alpha,
                dropout,
                flag("use_rslora"),
                targets(),
                ranks,
                patterns("alpha_pattern", false));
    }

    private void requireText(String field, String expected) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || !value.textValue().equals(expected)) {
            problems.add(field + " is " + shown(value) + ", only \"" + expected + "\" is supported");
        }
    }

    private void requireHarmlessStart() {
        JsonNode start = json.path("init_lora_weights");
        if (!start.isMissingNode() && !start.isNull() && !HARMLESS_STARTS.contains(start.asText())) {
            problems.add("init_lora_weights is " + shown(start)
                    + ", which changes the base weights; convert the adapter with peft, which sets it to true");
        }
    }

    private void refuseUnknown() {
        json.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean unused = value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!unused && !READ.contains(field.getKey()) && !WITHOUT_EFFECT.contains(field.getKey())) {
                problems.add(field.getKey() + " is " + shown(value) + ", which is not supported");
            }
        });
    }

    private int rank() {
        JsonNode value = json.path("r");
        if (isCount(value)) {
            return value.intValue();
        }
        problems.add("r is " + shown(value) + ", expected a whole number of at least 1");
        return 1;
    }

    private double number(String field, DoublePredicate valid, String expected) {
        JsonNode value = json.path(field);
        if (!value.isNumber() || !valid.test(value.doubleValue())) {
            problems.add(field + " is " + shown(value) + ", expected " + expected);
        }
        return value.doubleValue();
    }

    private boolean flag(String field) {
        JsonNode value = json.path(field);
        if (!value.isBoolean() && !value.isMissingNode() && !value.isNull()) {
            problems.add(field + " is " + shown(value) + ", expected true or false");
        }
        return value.booleanValue();
    }

    private TargetModules targets() {
        JsonNode field = json.path("target_modules");
        try {
            return TargetModules.read(field);
        } catch (PatternSyntaxException e) {
            problems.add("target_modules is " + shown(field) + ", not a regular expression: " + e.getDescription());
        } catch (IllegalArgumentException e) {
            problems.add("target_modules is " + shown(field) + ", " + e.getMessage());
        }
        return new TargetModules(List.of(), null);
    }

    private Map<String, Double> patterns(String field, boolean whole) {
        Map<String, Double> patterns = new LinkedHashMap<>();
        JsonNode object = json.path(field);
        if (!object.isObject() && !object.isNull() && !object.isMissingNode()) {
            problems.add(field + " is " + shown(object) + ", expected an object");
        }
        object.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!value.isNumber() || !(value.doubleValue() > 0) || (whole && !isCount(value))) {
                problems.add(field + " of \"" + entry.getKey() + "\" is " + shown(value) + ", expected a positive "
                        + (whole ? "whole " : "") + "number");
            } else if (isExpression(field, entry.getKey())) {
                patterns.put(entry.getKey(), value.doubleValue());
            }
        });
        return patterns;
    }

    private boolean isExpression(String field, String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException e) {
            problems.add(field + " has \"" + text + "\", not a regular expression: " + e.getDescription());
            return false;
        }
    }

    private static boolean isCount(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? JsonNodeFactory.instance.nullNode().toString() : value.toString();
    }
}
