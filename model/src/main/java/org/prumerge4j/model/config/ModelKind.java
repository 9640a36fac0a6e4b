package org.prumerge4j.model.config;

/** What a {@code config.json} describes. */
public enum ModelKind {
    /** A LLaMA or Vicuna language model. */
    LLAMA("a LLaMA language model"),
    /** A CLIP model or its vision half. */
    CLIP("a CLIP model"),
    /** A LLaVA model in the layout of transformers ({@code llava-hf}). */
    LLAVA_HF("a LLaVA model in llava-hf layout"),
    /** A LLaVA model in the layout of the original code ({@code liuhaotian}). */
    LLAVA("a LLaVA model in the original layout");

    private final String words;

    ModelKind(String words) {
        this.words = words;
    }

    /** The kind in words, for messages. */
    public String words() {
        return words;
    }
}
