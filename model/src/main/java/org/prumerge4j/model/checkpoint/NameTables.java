package org.prumerge4j.model.checkpoint;

import java.util.List;

/** The tables of all formats in which LLaVA and its parts are published. */
public final class NameTables {
    /** LLaMA and Vicuna language models. */
    public static final NameTable VICUNA = NameTable.builder("Vicuna")
            .prefixed("", Names.DECODER)
            .ignore("", Names.DECODER_BUFFERS)
            .build();

    /** CLIP models as OpenAI publishes them, with the text half, or the vision half alone. */
    public static final NameTable CLIP = NameTable.builder("CLIP")
            .prefixed("", Names.VISION)
            .ignore("", Names.VISION_BUFFERS)
            .ignore("", Names.CLIP_REST)
            // Vision halves saved by transformers 5.
            .moved("", "vision_model.", Names.VISION)
            .ignore("", List.of("embeddings.position_ids"))
            .build();

    /** {@code mm_projector.bin} of LLaVA's first stage; reads what LoRA training leaves behind as well. */
    public static final NameTable MM_PROJECTOR = NameTable.builder("mm_projector.bin")
            .prefixed("model.", Names.PROJECTOR)
            .map("model.mm_projector.weight", "mm_projector.0.weight")
            .map("model.mm_projector.bias", "mm_projector.0.bias")
            .prefixed("base_model.model.model.", Names.PROJECTOR)
            .prefixed("", Names.PROJECTOR)
            .build();

    /** {@code non_lora_trainables.bin} beside a LoRA adapter. */
    public static final NameTable NON_LORA_TRAINABLES = NameTable.builder("non_lora_trainables.bin")
            .prefixed("base_model.model.model.", Names.PROJECTOR)
            .prefixed("base_model.model.", Names.PROJECTOR)
            .build();

    /** LLaVA's original layout ({@code liuhaotian}); the vision tower may be inside or not. */
    public static final NameTable LLAVA = NameTable.builder("LLaVA")
            .prefixed("", Names.DECODER)
            .prefixed("model.", Names.PROJECTOR)
            .map("model.mm_projector.weight", "mm_projector.0.weight")
            .map("model.mm_projector.bias", "mm_projector.0.bias")
            .prefixed("model.vision_tower.vision_tower.", Names.VISION)
            .ignore("", Names.DECODER_BUFFERS)
            .ignore("model.vision_tower.vision_tower.", Names.VISION_BUFFERS)
            .build();

    /** The llava-hf layout as published; reads the names that newer transformers have in memory as well. */
    public static final NameTable LLAVA_HF = llavaHf();

    private NameTables() {}

    private static NameTable llavaHf() {
        List<String> decoderBody = Names.DECODER.stream()
                .filter(name -> !name.equals(Names.OUTPUT))
                .toList();
        NameTable.Builder table = NameTable.builder("llava-hf")
                .prefixed("language_model.", Names.DECODER)
                .map("multi_modal_projector.linear_1.weight", "mm_projector.0.weight")
                .map("multi_modal_projector.linear_1.bias", "mm_projector.0.bias")
                .map("multi_modal_projector.linear_2.weight", "mm_projector.2.weight")
                .map("multi_modal_projector.linear_2.bias", "mm_projector.2.bias")
                .prefixed("vision_tower.", Names.VISION)
                .ignore("language_model.", Names.DECODER_BUFFERS)
                .ignore("vision_tower.", Names.VISION_BUFFERS);
        // In memory since transformers 4.52.
        table.map(Names.OUTPUT, Names.OUTPUT)
                .moved("model.language_model.", "model.", decoderBody)
                .map("model.multi_modal_projector.linear_1.weight", "mm_projector.0.weight")
                .map("model.multi_modal_projector.linear_1.bias", "mm_projector.0.bias")
                .map("model.multi_modal_projector.linear_2.weight", "mm_projector.2.weight")
                .map("model.multi_modal_projector.linear_2.bias", "mm_projector.2.bias")
                .prefixed("model.vision_tower.", Names.VISION)
                .ignore("model.vision_tower.", Names.VISION_BUFFERS);
        // Since transformers 5 the tower has no inner module.
        return table.moved("model.vision_tower.", "vision_model.", Names.VISION)
                .moved("vision_tower.", "vision_model.", Names.VISION)
                .ignore("model.vision_tower.", List.of("embeddings.position_ids"))
                .build();
    }
}
