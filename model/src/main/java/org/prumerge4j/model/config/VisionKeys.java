package org.prumerge4j.model.config;

import org.jspecify.annotations.Nullable;

/** The keys of a CLIP vision configuration; absent ones have the values of transformers' {@code CLIPVisionConfig}. */
final class VisionKeys {
    private static final int HIDDEN_SIZE = 768;
    private static final int INTERMEDIATE_SIZE = 3072;
    private static final int LAYERS = 12;
    private static final int HEADS = 12;
    private static final int IMAGE_SIZE = 224;
    private static final int PATCH_SIZE = 32;
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private VisionKeys() {}

    /** The sizes, or null if the sizes contradict each other, which is then added to the problems. */
    static @Nullable VisionConfig read(Fields fields) {
        fields.only("model_type", "clip_vision_model");
        fields.only("hidden_act", "quick_gelu");
        fields.only("num_channels", VisionConfig.CHANNELS);
        fields.absent("quantization_config");
        try {
            return new VisionConfig(
                    fields.count("hidden_size", HIDDEN_SIZE),
                    fields.count("intermediate_size", INTERMEDIATE_SIZE),
                    fields.count("num_hidden_layers", LAYERS),
                    fields.count("num_attention_heads", HEADS),
                    fields.count("image_size", IMAGE_SIZE),
                    fields.count("patch_size", PATCH_SIZE),
                    fields.positive("layer_norm_eps", LAYER_NORM_EPSILON));
        } catch (IllegalArgumentException e) {
            fields.problem(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
