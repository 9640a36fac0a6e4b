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
 * kept, everything else shares one arena and is small beside it. Attention keeps no scores, dropout no masks. On a decoder of 8 layers this
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
    /** Of {@link #HIDDEN_ARRAYS}, those that the last layer has for every token; it has the others where logits are wanted. */
    private static final double LAST_HIDDEN_ARRAYS = 2;
    /** Kept of a decoder layer that is computed again: what it starts from. */
    private static final double BOUNDARY_ARRAYS = 1;
    /** Share of the text that is supervised: questions and answers are about as long. */
    private static final double SUPERVISED_SHARE = 0.5;

    /** Alive at once in the vision tower, which keeps nothing: sum, norm, queries, keys, values, mixed values. */
    private static final double TOWER_HIDDEN_ARRAYS = 6;
    /** Alive at once in the vision tower, as wide as its MLP. */
    private static final double TOWER_INNER_ARRAYS = 1;

    private final LlavaConfig config;
    private final double adapterWidths;
    private final boolean computedAgain;

    /**
     * The estimate for a model.
     *
     * @param lora adapters; null if there are none
     * @param computedAgain whether layers are computed again in the backward pass
     */
    public Activations(LlavaConfig config, @Nullable LoraOptions lora, boolean computedAgain) {
        this.config = config;
        DecoderConfig decoder = config.decoder();
        double widths = 0;
        if (lora != null) {
            for (Adapter adapter :
                    AdapterLayout.of(lora, DecoderLinears.of(decoder)).adapters()) {
                widths += adapter.rank();
            }
        }
        this.adapterWidths = widths;
        this.computedAgain = computedAgain;
    }

    /**
     * Bytes of one micro-batch in the language model.
     *
     * @param tokens tokens of all its samples, visual ones included
     * @param textTokens of them, those of text
     */
    public double decoderBytes(double tokens, double textTokens) {
        DecoderConfig decoder = config.decoder();
        double rows = SUPERVISED_SHARE * textTokens;
        double inner = INNER_ARRAYS * decoder.intermediateSize();
        double keys = KEY_ARRAYS * decoder.keyValueSize();
        double layer = HIDDEN_ARRAYS * decoder.hiddenSize() + keys + inner;
        double last = tokens * (LAST_HIDDEN_ARRAYS * decoder.hiddenSize() + keys)
                + rows * ((HIDDEN_ARRAYS - LAST_HIDDEN_ARRAYS) * decoder.hiddenSize() + inner);
        double others = tokens * (decoder.layers() - 1) * layer;
        if (computedAgain && decoder.layers() > 1) {
            others = tokens * (layer + (decoder.layers() - 2) * BOUNDARY_ARRAYS * decoder.hiddenSize());
        }
        double logits = VOCABULARY_ARRAYS * decoder.vocabularySize() * rows;
        return Float.BYTES * (others + last + tokens * adapterWidths + logits);
    }

    /** Bytes of one image in the vision tower. */
    public double towerBytes() {
        VisionConfig vision = config.vision();
        double perToken = TOWER_HIDDEN_ARRAYS * vision.hiddenSize() + TOWER_INNER_ARRAYS * vision.intermediateSize();
        return Float.BYTES * vision.positions() * perToken;
    }
}
