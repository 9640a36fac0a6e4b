package org.prumerge4j.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The complete lists of names in the published checkpoints, spelled out by rule and apart from the product's tables. */
final class PublishedKeys {
    private PublishedKeys() {}

    static List<String> vicuna(int layers, boolean withBuffers) {
        List<String> keys = new ArrayList<>();
        keys.add("model.embed_tokens.weight");
        for (int i = 0; i < layers; i++) {
            for (String linear : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                keys.add("model.layers." + i + ".self_attn." + linear + ".weight");
            }
            if (withBuffers) {
                keys.add("model.layers." + i + ".self_attn.rotary_emb.inv_freq");
            }
            for (String linear : List.of("gate_proj", "up_proj", "down_proj")) {
                keys.add("model.layers." + i + ".mlp." + linear + ".weight");
            }
            keys.add("model.layers." + i + ".input_layernorm.weight");
            keys.add("model.layers." + i + ".post_attention_layernorm.weight");
        }
        keys.add("model.norm.weight");
        keys.add("lm_head.weight");
        return keys;
    }

    static List<String> visionHalf(int layers, boolean withBuffers) {
        List<String> keys = new ArrayList<>();
        keys.add("vision_model.embeddings.class_embedding");
        if (withBuffers) {
            keys.add("vision_model.embeddings.position_ids");
        }
        keys.add("vision_model.embeddings.patch_embedding.weight");
        keys.add("vision_model.embeddings.position_embedding.weight");
        pair(keys, "vision_model.pre_layrnorm");
        clipLayers(keys, "vision_model", layers);
        pair(keys, "vision_model.post_layernorm");
        return keys;
    }

    /** The names of openai/clip-vit-large-patch14-336, whose text half has 12 layers. */
    static List<String> clip(int layers) {
        List<String> keys = new ArrayList<>();
        keys.add("logit_scale");
        keys.add("text_model.embeddings.position_ids");
        keys.add("text_model.embeddings.token_embedding.weight");
        keys.add("text_model.embeddings.position_embedding.weight");
        clipLayers(keys, "text_model", 12);
        pair(keys, "text_model.final_layer_norm");
        keys.addAll(visionHalf(layers, true));
        keys.add("visual_projection.weight");
        keys.add("text_projection.weight");
        return keys;
    }

    static List<String> projector(String prefix) {
        List<String> keys = new ArrayList<>();
        pair(keys, prefix + "mm_projector.0");
        pair(keys, prefix + "mm_projector.2");
        return keys;
    }

    static List<String> llava(int layers, int visionLayers, boolean towerInside) {
        List<String> keys = new ArrayList<>(vicuna(layers, true));
        if (towerInside) {
            visionHalf(visionLayers, true).forEach(key -> keys.add("model.vision_tower.vision_tower." + key));
        }
        keys.addAll(projector("model."));
        return keys;
    }

    static List<String> llavaHf(int layers, int visionLayers) {
        List<String> keys = new ArrayList<>();
        visionHalf(visionLayers, false).forEach(key -> keys.add("vision_tower." + key));
        pair(keys, "multi_modal_projector.linear_1");
        pair(keys, "multi_modal_projector.linear_2");
        vicuna(layers, false).forEach(key -> keys.add("language_model." + key));
        return keys;
    }

    /** The names of {@code LlavaForConditionalGeneration} in memory since transformers 4.52. */
    static List<String> llavaHfInMemory(int layers, int visionLayers, boolean innerModule) {
        List<String> keys = new ArrayList<>();
        visionHalf(visionLayers, false)
                .forEach(key -> keys.add(
                        "model.vision_tower." + (innerModule ? key : key.substring("vision_model.".length()))));
        pair(keys, "model.multi_modal_projector.linear_1");
        pair(keys, "model.multi_modal_projector.linear_2");
        vicuna(layers, false)
                .forEach(key -> keys.add(
                        key.equals("lm_head.weight") ? key : key.replaceFirst("model\\.", "model.language_model.")));
        return keys;
    }

    private static void clipLayers(List<String> keys, String half, int layers) {
        for (int i = 0; i < layers; i++) {
            String layer = half + ".encoder.layers." + i + ".";
            for (String part : List.of(
                    "self_attn.k_proj",
                    "self_attn.v_proj",
                    "self_attn.q_proj",
                    "self_attn.out_proj",
                    "layer_norm1",
                    "mlp.fc1",
                    "mlp.fc2",
                    "layer_norm2")) {
                pair(keys, layer + part);
            }
        }
    }

    private static void pair(List<String> keys, String path) {
        keys.add(path + ".weight");
        keys.add(path + ".bias");
    }
}
