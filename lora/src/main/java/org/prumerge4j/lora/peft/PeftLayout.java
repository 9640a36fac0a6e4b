package org.prumerge4j.lora.peft;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in a PEFT folder: those of the model that peft wrapped, behind a prefix of peft's. Each constant is one class of
 * model and maps in both directions.
 *
 * <p>Canonical names are those of the decoder on its own, {@code model.layers.0.self_attn.q_proj}, and of the projector
 * as {@code mm_projector.0.weight}.
 */
public enum PeftLayout {
    /** {@code LlavaLlamaForCausalLM} of LLaVA, and a plain LLaMA. */
    LLAVA("model.layers.", "model.mm_projector."),
    /** {@code LlavaForConditionalGeneration} of transformers 4.52 and later. */
    LLAVA_HF("model.language_model.layers.", "model.multi_modal_projector."),
    /** {@code LlavaForConditionalGeneration} of earlier transformers, and of checkpoints on disk. */
    LLAVA_HF_EARLY("language_model.model.layers.", "multi_modal_projector.");

    private static final String PEFT_PREFIX = "base_model.model.";
    private static final String CANONICAL_LAYERS = "model.layers.";
    private static final String CANONICAL_PROJECTOR = "mm_projector.";
    /** The name of the adapter within its model; peft leaves it out when it saves, its users sometimes do not. */
    private static final Pattern MATRIX = Pattern.compile("\\.(lora_[AB])(?:\\.default)?\\.weight$");
    /** What savers leave of the prefixes before the projector's name. */
    private static final Pattern PROJECTOR =
            Pattern.compile("(?:base_model\\.)?(?:model\\.){0,2}(mm_projector|multi_modal_projector)\\.(.+)");

    private static final Pattern HF_LINEAR = Pattern.compile("linear_([12])\\.(weight|bias)");
    private static final Pattern INDEXED_LINEAR = Pattern.compile("([02])\\.(weight|bias)");

    private final String layers;
    private final String projector;

    PeftLayout(String layers, String projector) {
        this.layers = layers;
        this.projector = projector;
    }

    /** The layout a file's tensor belongs to, told by its name; empty if it is not in a decoder layer. */
    public static Optional<PeftLayout> of(String fileName) {
        for (PeftLayout layout : values()) {
            if (fileName.startsWith(PEFT_PREFIX + layout.layers)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /** Canonical name of an adapter's matrix in a file; empty if the name is not one of this layout. */
    public Optional<String> canonicalMatrix(String fileName) {
        Matcher matrix = MATRIX.matcher(fileName);
        if (!fileName.startsWith(PEFT_PREFIX + layers) || !matrix.find()) {
            return Optional.empty();
        }
        String within = fileName.substring((PEFT_PREFIX + layers).length(), matrix.start());
        return Optional.of(CANONICAL_LAYERS + within + "." + matrix.group(1) + ".weight");
    }

    /** Name in a file of an adapter's matrix, {@code model.layers.0.self_attn.q_proj.lora_A.weight}. */
    public String fileMatrix(String canonical) {
        return PEFT_PREFIX + module(canonical);
    }

    /** Path, in the model that peft wraps, of what has the given canonical path. */
    public String module(String canonical) {
        if (!canonical.startsWith(CANONICAL_LAYERS)) {
            throw new IllegalArgumentException(canonical + " is not in a decoder layer");
        }
        return layers + canonical.substring(CANONICAL_LAYERS.length());
    }

    /** Canonical name of a projector's tensor under any of the names that savers give it; empty if it is not one. */
    public static Optional<String> canonicalProjector(String fileName) {
        Matcher matcher = PROJECTOR.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String rest = matcher.group(2);
        if (matcher.group(1).equals("mm_projector")) {
            return Optional.of(CANONICAL_PROJECTOR + rest);
        }
        Matcher linear = HF_LINEAR.matcher(rest);
        return linear.matches()
                ? Optional.of(CANONICAL_PROJECTOR + (linear.group(1).equals("1") ? 0 : 2) + "." + linear.group(2))
                : Optional.empty();
    }

    /**
     * Name in {@code non_lora_trainables.bin} of a projector's tensor, {@code mm_projector.0.weight}.
     *
     * @throws IllegalArgumentException if this layout has no such tensor
     */
    public String fileProjector(String canonical) {
        if (!isProjector(canonical)) {
            throw new IllegalArgumentException(canonical + " is not of the projector");
        }
        String rest = canonical.substring(CANONICAL_PROJECTOR.length());
        if (this == LLAVA) {
            return PEFT_PREFIX + projector + rest;
        }
        Matcher linear = INDEXED_LINEAR.matcher(rest);
        if (!linear.matches()) {
            throw new IllegalArgumentException(
                    canonical + " has no name in llava-hf models, whose projector has two linear layers");
        }
        return PEFT_PREFIX + projector + "linear_" + (linear.group(1).equals("0") ? 1 : 2) + "." + linear.group(2);
    }

    /** Whether a canonical name is of the projector. */
    static boolean isProjector(String canonical) {
        return canonical.startsWith(CANONICAL_PROJECTOR);
    }
}
