package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The keys of a LLaMA configuration; absent ones have the values that transformers' {@code LlamaConfig} has. */
final class DecoderKeys {
    private static final int HIDDEN_SIZE = 4096;
    private static final int INTERMEDIATE_SIZE = 11008;
    private static final int LAYERS = 32;
    private static final int HEADS = 32;
    private static final int VOCABULARY_SIZE = 32000;
    private static final double RMS_NORM_EPSILON = 1e-6;
    private static final double ROPE_THETA = 10000;
    private static final int MAX_POSITIONS = 2048;

    private DecoderKeys() {}

    /** The sizes, or null if the sizes contradict each other, which is then added to the problems. */
    static @Nullable DecoderConfig read(Fields fields) {
        refuseUnsupported(fields);
        int hiddenSize = fields.count("hidden_size", HIDDEN_SIZE);
        int heads = fields.count("num_attention_heads", HEADS);
        if (fields.has("head_dim")) {
            fields.only("head_dim", hiddenSize / heads);
        }
        try {
            return new DecoderConfig(
                    hiddenSize,
                    fields.count("intermediate_size", INTERMEDIATE_SIZE),
                    fields.count("num_hidden_layers", LAYERS),
                    heads,
                    fields.count("num_key_value_heads", heads),
                    fields.count("vocab_size", VOCABULARY_SIZE),
                    fields.positive("rms_norm_eps", RMS_NORM_EPSILON),
                    ropeTheta(fields),
                    fields.count("max_position_embeddings", MAX_POSITIONS));
        } catch (IllegalArgumentException e) {
            fields.problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void refuseUnsupported(Fields fields) {
        fields.only("hidden_act", "silu");
        fields.only("attention_bias", false);
        fields.only("mlp_bias", false);
        fields.only("tie_word_embeddings", false);
        fields.absent("quantization_config");
        JsonNode window = fields.value("use_sliding_window");
        if (window == null || window.asBoolean(true)) {
            fields.absent("sliding_window");
        }
        refuseScaling(fields, "rope_scaling");
        refuseScaling(fields, "rope_parameters");
    }

    /** Both spellings hold the kind of scaling; transformers 5 keeps the base beside it. */
    private static void refuseScaling(Fields fields, String key) {
        if (fields.has(key)) {
            Fields rope = fields.child(key);
            rope.only("rope_type", "default");
            rope.only("type", "default");
            rope.absent("factor");
            JsonNode rotated = rope.value("partial_rotary_factor");
            if (rotated != null && rotated.asDouble() != 1) {
                rope.unsupported("partial_rotary_factor", rotated, "1");
            }
        }
    }

    private static double ropeTheta(Fields fields) {
        double theta = fields.positive("rope_theta", ROPE_THETA);
        return fields.has("rope_parameters") ? fields.child("rope_parameters").positive("rope_theta", theta) : theta;
    }
}
