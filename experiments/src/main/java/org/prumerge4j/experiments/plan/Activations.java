package org.prumerge4j.experiments.plan;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;

/**
 * Memory of the values a training step computes on its way, as compiled plans hold them: what the backward pass reads is
 * kept, everything else shares one arena and is small beside it. Attention keeps no scores. On a decoder of 8 layers this
 * estimate is within a few percent of what was measured.
 */
public final class Activations {
    /** Kept in a decoder layer, as wide as the hidden state: two norms, queries, mixed values, two sums. */
    private static final double HIDDEN_ARRAYS = 6;
    /** Kept in a decoder layer, as wide as keys: keys and values. */
    private static final double KEY_ARRAYS = 2;
    /** Kept in a decoder layer, as wide as the MLP: gate, up and their product. */
    private static final double INNER_ARRAYS = 3;
    /** Arrays as wide as the vocabulary: logits, whose place the gradient takes. */
    private static final double VOCABULARY_ARRAYS = 1;
    /** A dropout mask, and the input it was applied to. */
    private static final double MASK_ARRAYS = 2;
    /** Share of the text that is supervised: questions and answers are about as long. */
    private static final double SUPERVISED_SHARE = 0.5;

    /** Alive at once in the vision tower, which keeps nothing: sum, norm, queries, keys, values, mixed values. */
    private static final double TOWER_HIDDEN_ARRAYS = 6;
    /** Alive at once in the vision tower, as wide as its MLP. */
    private static final double TOWER_INNER_ARRAYS = 1;

    private final LlavaConfig config;
    private final double adapterWidths;
    private final double maskWidths;

    /**
     * The estimate for a model.
     *
     * @param lora adapters; null if there are none
     */
    public Activations(LlavaConfig config, @Nullable LoraOptions lora) {
        this.config = config;
        DecoderConfig decoder = config.decoder();
        double widths = 0;
        double inputs = 0;
        if (lora != null) {
            for (Adapter adapter :
                    AdapterLayout.of(lora, DecoderLinears.of(decoder)).adapters()) {
                widths += adapter.rank();
                inputs += adapter.linear().in();
            }
        }
        this.adapterWidths = widths;
        this.maskWidths = lora != null && lora.dropout() > 0 ? inputs : 0;
    }

    /**
     * Bytes of one micro-batch in the language model.
     *
     * @param tokens tokens of all its samples, visual ones included
     * @param textTokens of them, those of text
     */
    public double decoderBytes(double tokens, double textTokens) {
        DecoderConfig decoder = config.decoder();
        double layer = HIDDEN_ARRAYS * decoder.hiddenSize()
                + KEY_ARRAYS * decoder.keyValueSize()
                + INNER_ARRAYS * decoder.intermediateSize();
        double perToken = decoder.layers() * layer + adapterWidths + MASK_ARRAYS * maskWidths;
        double logits = VOCABULARY_ARRAYS * decoder.vocabularySize() * SUPERVISED_SHARE * textTokens;
        return Float.BYTES * (tokens * perToken + logits);
    }

    /** Bytes of one image in the vision tower. */
    public double towerBytes() {
        VisionConfig vision = config.vision();
        double perToken = TOWER_HIDDEN_ARRAYS * vision.hiddenSize() + TOWER_INNER_ARRAYS * vision.intermediateSize();
        return Float.BYTES * vision.positions() * perToken;
    }
}
