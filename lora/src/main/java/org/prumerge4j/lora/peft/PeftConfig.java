package org.prumerge4j.lora.peft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.LinearShape;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.io.StrictJson;

/**
 * What {@code adapter_config.json} says, as far as it is supported.
 *
 * @param baseModel name or path of the model the adapter was trained on; null if not told
 * @param rank rank of all adapters but those in {@code rankPattern}
 * @param alpha alpha of all adapters but those in {@code alphaPattern}
 * @param dropout dropout probability in training
 * @param rankStabilised whether the scaling is {@code alpha / sqrt(rank)}
 * @param targets which modules have adapters
 * @param rankPattern ranks by regular expression for the end of a module's path; the first that matches counts
 * @param alphaPattern alphas by regular expression, likewise
 */
public record PeftConfig(
        @Nullable String baseModel,
        int rank,
        double alpha,
        double dropout,
        boolean rankStabilised,
        TargetModules targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {
    /** Name of the file. */
    public static final String FILE_NAME = "adapter_config.json";

    /** Copies the patterns, in their order. */
    public PeftConfig {
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    }

    /**
     * The configuration of adapters to be written.
     *
     * @param linears all linear layers of the decoder
     * @param baseModel name or path of the base model, if known
     */
    public static PeftConfig of(
            LoraOptions options, List<LinearShape> linears, PeftLayout layout, @Nullable String baseModel) {
        AdapterLayout adapters = AdapterLayout.of(options, linears);
        return new PeftConfig(
                baseModel,
                options.rank(),
                options.alpha(),
                options.dropout(),
                options.rankStabilised(),
                TargetModules.of(adapters, linears, layout),
                Map.of(),
                Map.of());
    }

    /**
     * Reads {@code adapter_config.json}.
     *
     * @throws IOException if it cannot be read, or asks for something that is not supported: all such fields are named
     */
    public static PeftConfig read(Path file) throws IOException {
        return PeftConfigReader.read(file, StrictJson.readObject(file));
    }

    /** The adapter of a linear layer; which layers have one is told by {@link TargetModules#matches}. */
    public Adapter adapter(LinearShape linear, PeftLayout layout) {
        String module = layout.module(linear.path());
        int itsRank = first(rankPattern, module, rank);
        double itsAlpha = first(alphaPattern, module, alpha);
        return new Adapter(linear, itsRank, LoraOptions.scaling(itsRank, itsAlpha, rankStabilised));
    }

    private static <T> T first(Map<String, T> patterns, String module, T otherwise) {
        for (Map.Entry<String, T> entry : patterns.entrySet()) {
            if (Pattern.matches("(?:.*\\.)?(?:" + entry.getKey() + ")", module)) {
                return entry.getValue();
            }
        }
        return otherwise;
    }

    /**
     * The text of {@code adapter_config.json}. It has the fields of peft 0.4, which later releases read too; what peft
     * 0.4 does not know is written only if it is used.
     */
    byte[] json() {
        ObjectNode json = StrictJson.object();
        json.putNull("auto_mapping");
        json.put("base_model_name_or_path", baseModel);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("layers_pattern");
        json.putNull("layers_to_transform");
        putNumber(json, "lora_alpha", alpha);
        json.put("lora_dropout", dropout);
        json.putNull("modules_to_save");
        json.put("peft_type", "LORA");
        json.put("r", rank);
        json.putNull("revision");
        json.set("target_modules", targets.json());
        json.put("task_type", "CAUSAL_LM");
        if (rankStabilised) {
            json.put("use_rslora", true);
        }
        if (!rankPattern.isEmpty()) {
            rankPattern.forEach(json.putObject("rank_pattern")::put);
        }
        if (!alphaPattern.isEmpty()) {
            ObjectNode patterns = json.putObject("alpha_pattern");
            alphaPattern.forEach((pattern, value) -> putNumber(patterns, pattern, value));
        }
        return StrictJson.format(json);
    }

    /** Whole numbers without a fraction, as peft writes them. */
    private static void putNumber(ObjectNode json, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
            json.put(name, (int) value);
        } else {
            json.put(name, value);
        }
    }
}
