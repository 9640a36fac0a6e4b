package org.prumerge4j.experiments.schema;

/** Layouts of exported checkpoints. */
public enum ExportLayout {
    /** Merged, names and files of transformers' LlavaForConditionalGeneration. */
    LLAVA_HF,
    /** Merged, names and files of the original LLaVA code. */
    LLAVA,
    /** Adapter alone, as peft writes it. */
    PEFT,
    /** Projector alone, {@code mm_projector.bin}, as LLaVA's first stage writes it. */
    PROJECTOR
}
