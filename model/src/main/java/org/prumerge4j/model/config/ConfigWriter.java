package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;

/**
 * Writes {@code config.json} in the two LLaVA layouts. Keys of the source configuration that are unknown here are kept
 * when the layout stays the same.
 */
public final class ConfigWriter {
    private static final int BOS = 1;
    private static final int EOS = 2;
    private static final int PAD = 0;
    private static final int MODEL_MAX_LENGTH = 2048;
    private static final String DEFAULT_TOWER = "openai/clip-vit-large-patch14-336";

    private ConfigWriter() {}

    /**
     * A configuration that transformers' {@code LlavaForConditionalGeneration} reads.
     *
     * @param config sizes of the model
     * @param type type of the stored weights
     * @param vocabularyRows rows of the stored embedding, more than the image token's index
     * @param sections further top-level keys, for example what the model was trained with
     * @throws IllegalArgumentException if the layout cannot express the model
     */
    public static ObjectNode llavaHf(
            LlavaConfig config, ElementType type, int vocabularyRows, Map<String, JsonNode> sections) {
        if (config.projector().layers() != LlavaKeys.HF_PROJECTOR_LAYERS) {
            throw new IllegalArgumentException("the llava-hf layout has projectors of two linear layers, not "
                    + config.projector().layers() + "; export the original LLaVA layout instead");
        }
        if (vocabularyRows <= config.imageTokenIndex()) {
            throw new IllegalArgumentException("the llava-hf layout needs a row for the image token "
                    + config.imageTokenIndex() + ", but the embedding has " + vocabularyRows + " rows");
        }
        ObjectNode json = base(config, ModelKind.LLAVA_HF);
        json.putArray("architectures").add("LlavaForConditionalGeneration");
        json.put("model_type", "llava");
        json.put("image_token_index", config.imageTokenIndex());
        json.put("projector_hidden_act", "gelu");
        json.put("vision_feature_layer", LlavaKeys.SELECT_LAYER);
        json.put("vision_feature_select_strategy", "default");
        json.put("image_seq_length", config.vision().patches());
        json.put("tie_word_embeddings", false);
        json.put("torch_dtype", torchName(type));
        ImageAspect aspect = config.imageAspect();
        if (aspect != null) {
            json.put("image_aspect_ratio", aspect.spelling());
        }
        ObjectNode text = json.withObjectProperty("text_config");
        text.put("model_type", "llama");
        putDecoder(text, config.decoder(), vocabularyRows);
        putVision(json.withObjectProperty("vision_config"), config.vision());
        putSections(json, sections);
        return json;
    }

    /**
     * A configuration in the layout of the original LLaVA code, whose vision tower is stored inside the checkpoint and
     * described by an additional section {@code vision_config}.
     *
     * @param config sizes of the model
     * @param type type of the stored weights
     * @param sections further top-level keys, for example what the model was trained with
     */
    public static ObjectNode llava(LlavaConfig config, ElementType type, Map<String, JsonNode> sections) {
        ObjectNode json = base(config, ModelKind.LLAVA);
        json.putArray("architectures").add("LlavaLlamaForCausalLM");
        json.put("model_type", "llava_llama");
        putDecoder(json, config.decoder(), config.decoder().vocabularySize());
        putIfAbsent(json, "bos_token_id", BOS);
        putIfAbsent(json, "eos_token_id", EOS);
        putIfAbsent(json, "pad_token_id", PAD);
        json.put("torch_dtype", torchName(type));
        if (!json.hasNonNull("mm_vision_tower")) {
            json.put("mm_vision_tower", DEFAULT_TOWER);
        }
        json.put("mm_hidden_size", config.vision().hiddenSize());
        json.put("mm_projector_type", config.projector().type());
        json.put("mm_vision_select_layer", LlavaKeys.SELECT_LAYER);
        json.put("mm_vision_select_feature", "patch");
        json.put("mm_use_im_start_end", false);
        json.put("mm_use_im_patch_token", false);
        json.put("mm_patch_merge_type", "flat");
        json.put("use_mm_proj", true);
        ImageAspect aspect = config.imageAspect();
        if (aspect != null) {
            json.put("image_aspect_ratio", aspect.spelling());
        }
        putIfAbsent(json, "tokenizer_model_max_length", MODEL_MAX_LENGTH);
        if (!json.has("tokenizer_padding_side")) {
            json.put("tokenizer_padding_side", "right");
        }
        putVision(json.withObjectProperty("vision_config"), config.vision());
        putSections(json, sections);
        return json;
    }

    /** PyTorch's name of an element type in {@code torch_dtype}. */
    public static String torchName(ElementType type) {
        return switch (type) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> throw new IllegalArgumentException("weights are stored as F32, F16 or BF16, not as " + type);
        };
    }

    private static ObjectNode base(LlavaConfig config, ModelKind layout) {
        return config.source() instanceof ObjectNode source && layoutOf(source) == layout
                ? source.deepCopy()
                : StrictJson.object();
    }

    private static ModelKind layoutOf(ObjectNode source) {
        return ConfigFile.detectLayout(source).orElse(ModelKind.LLAMA);
    }

    private static void putDecoder(ObjectNode json, DecoderConfig decoder, int rows) {
        json.put("hidden_size", decoder.hiddenSize());
        json.put("intermediate_size", decoder.intermediateSize());
        json.put("num_hidden_layers", decoder.layers());
        json.put("num_attention_heads", decoder.heads());
        json.put("num_key_value_heads", decoder.keyValueHeads());
        json.put("vocab_size", rows);
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", decoder.rmsNormEpsilon());
        // Transformers 5 keeps the base in rope_parameters, which wins over the older key where both are present.
        if (json.get("rope_parameters") instanceof ObjectNode rope) {
            rope.put("rope_theta", decoder.ropeTheta());
        }
        json.put("rope_theta", decoder.ropeTheta());
        json.put("max_position_embeddings", decoder.maxPositions());
        json.put("tie_word_embeddings", false);
    }

    private static void putVision(ObjectNode json, VisionConfig vision) {
        json.put("model_type", "clip_vision_model");
        json.put("hidden_size", vision.hiddenSize());
        json.put("intermediate_size", vision.intermediateSize());
        json.put("num_hidden_layers", vision.layers());
        json.put("num_attention_heads", vision.heads());
        json.put("image_size", vision.imageSize());
        json.put("patch_size", vision.patchSize());
        json.put("hidden_act", "quick_gelu");
        json.put("layer_norm_eps", vision.layerNormEpsilon());
    }

    private static void putIfAbsent(ObjectNode json, String key, int value) {
        if (!json.has(key)) {
            json.put(key, value);
        }
    }

    private static void putSections(ObjectNode json, Map<String, JsonNode> sections) {
        Set<String> reserved = Set.of("architectures", "model_type", "text_config", "vision_config");
        sections.forEach((key, value) -> {
            if (reserved.contains(key)) {
                throw new IllegalArgumentException("an additional section may not be called " + key);
            }
            json.set(key, value);
        });
    }
}
