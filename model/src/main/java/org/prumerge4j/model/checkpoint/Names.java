package org.prumerge4j.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The names of tensors, each written down once; <code>{i}</code> stands for the number of a layer. */
final class Names {
    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String OUTPUT = "lm_head.weight";
    static final String VISION_LAYER = "vision_model.encoder.layers.{i}.";
    static final String DECODER_LAYER = "model.layers.{i}.";

    /** The language model, canonical names. */
    static final List<String> DECODER = concat(
            List.of(EMBEDDING, "model.norm.weight", OUTPUT),
            prefixed(
                    DECODER_LAYER,
                    List.of(
                            "input_layernorm.weight",
                            "self_attn.q_proj.weight",
                            "self_attn.k_proj.weight",
                            "self_attn.v_proj.weight",
                            "self_attn.o_proj.weight",
                            "post_attention_layernorm.weight",
                            "mlp.gate_proj.weight",
                            "mlp.up_proj.weight",
                            "mlp.down_proj.weight")));

    /** Constants that older language models store. */
    static final List<String> DECODER_BUFFERS = List.of("model.layers.{i}.self_attn.rotary_emb.inv_freq");

    private static final List<String> CLIP_LAYER = List.of(
            "layer_norm1.weight",
            "layer_norm1.bias",
            "self_attn.q_proj.weight",
            "self_attn.q_proj.bias",
            "self_attn.k_proj.weight",
            "self_attn.k_proj.bias",
            "self_attn.v_proj.weight",
            "self_attn.v_proj.bias",
            "self_attn.out_proj.weight",
            "self_attn.out_proj.bias",
            "layer_norm2.weight",
            "layer_norm2.bias",
            "mlp.fc1.weight",
            "mlp.fc1.bias",
            "mlp.fc2.weight",
            "mlp.fc2.bias");

    /** The vision tower, canonical names; the misspelt one is what checkpoints have. */
    static final List<String> VISION = concat(
            List.of(
                    "vision_model.embeddings.class_embedding",
                    "vision_model.embeddings.patch_embedding.weight",
                    "vision_model.embeddings.position_embedding.weight",
                    "vision_model.pre_layrnorm.weight",
                    "vision_model.pre_layrnorm.bias",
                    "vision_model.post_layernorm.weight",
                    "vision_model.post_layernorm.bias"),
            prefixed(VISION_LAYER, CLIP_LAYER));

    /** Constants that older vision towers store. */
    static final List<String> VISION_BUFFERS = List.of("vision_model.embeddings.position_ids");

    /** What a CLIP model has beside its vision tower. */
    static final List<String> CLIP_REST = concat(
            List.of(
                    "logit_scale",
                    "visual_projection.weight",
                    "text_projection.weight",
                    "text_model.embeddings.token_embedding.weight",
                    "text_model.embeddings.position_embedding.weight",
                    "text_model.embeddings.position_ids",
                    "text_model.final_layer_norm.weight",
                    "text_model.final_layer_norm.bias"),
            prefixed("text_model.encoder.layers.{i}.", CLIP_LAYER));

    /** The projector, canonical names: linears at even places, activations at odd ones. */
    static final List<String> PROJECTOR = List.of("mm_projector.{i}.weight", "mm_projector.{i}.bias");

    private Names() {}

    static List<String> prefixed(String prefix, List<String> names) {
        return names.stream().map(name -> prefix + name).toList();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
