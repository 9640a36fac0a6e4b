package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys that LLaVA's two layouts add to those of the language model. */
final class LlavaKeys {
    static final int SELECT_LAYER = -2;
    static final int HF_PROJECTOR_LAYERS = 2;
    static final int HF_IMAGE_TOKEN_INDEX = 32000;
    private static final Pattern MLP = Pattern.compile("mlp([1-9][0-9]?)x_gelu");
    private static final String SUPPORTED_PROJECTORS = "\"mlp{n}x_gelu\" or \"linear\"";

    private LlavaKeys() {}

    /** Checks the keys of the original layout and returns the number of linear layers of the projector. */
    static int readOriginal(Fields fields) {
        fields.only("mm_vision_select_layer", SELECT_LAYER);
        fields.only("mm_vision_select_feature", "patch");
        fields.only("mm_use_im_start_end", false);
        fields.only("mm_use_im_patch_token", false);
        fields.only("mm_patch_merge_type", "flat");
        fields.absent("mm_resampler_type");
        return projectorLayers(fields);
    }

    /** Checks the keys of the llava-hf layout. */
    static void readHf(Fields fields) {
        fields.only("vision_feature_layer", SELECT_LAYER);
        fields.only("vision_feature_select_strategy", "default");
        fields.only("projector_hidden_act", "gelu");
        fields.only("multimodal_projector_bias", true);
        fields.only("tie_word_embeddings", false);
        fields.absent("quantization_config");
        fields.child("text_config").only("model_type", "llama");
    }

    /** LLaVA's {@code image_aspect_ratio}, null where it is not stated. */
    static @Nullable ImageAspect imageAspect(Fields fields) {
        String text = fields.text("image_aspect_ratio");
        if (text == null) {
            return null;
        }
        for (ImageAspect aspect : ImageAspect.values()) {
            if (aspect.spelling().equals(text)) {
                return aspect;
            }
        }
        JsonNode given = fields.value("image_aspect_ratio");
        if (given != null) {
            fields.unsupported("image_aspect_ratio", given, "\"pad\" or \"square\"");
        }
        return null;
    }

    private static int projectorLayers(Fields fields) {
        String type = fields.text("mm_projector_type");
        if (type == null || type.equals("linear")) {
            return 1;
        }
        Matcher mlp = MLP.matcher(type);
        if (mlp.matches()) {
            return Integer.parseInt(mlp.group(1));
        }
        JsonNode given = fields.value("mm_projector_type");
        if (given != null) {
            fields.unsupported("mm_projector_type", given, SUPPORTED_PROJECTORS);
        }
        return 1;
    }
}
