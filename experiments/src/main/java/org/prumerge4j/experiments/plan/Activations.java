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
 * Memory of the values a training step computes on its way, as the SameDiff executor holds them: every operation of the
 * graph has an array of its own, none is reused before the step ends, and the backward pass has about as many again. On
 * a decoder of 8 layers this estimate is within a few percent of what was measured.
 *
 * <p>Samples of a micro-batch lie in one array, and scores are between all its tokens: they grow with its square.
 */
public final class Activations {
    /** Arrays as wide as the hidden state in a decoder layer: norms 6, rotation and attention 11, sums 2. */
    private static final double HIDDEN_ARRAYS = 19;
    /** Arrays as wide as keys: projections 2, rotation 5, permutations 2. */
    private static final double KEY_ARRAYS = 9;
    /** Arrays as wide as the MLP: its three factors and two products. */
    private static final double INNER_ARRAYS = 5;
    /** Arrays of scores: product, scaled, masked, softmax. */
    private static final double SCORE_ARRAYS = 4;
    /** Arrays as wide as an adapter's rank, and as its output: product and scaled; product and sum. */
    private static final double ADAPTER_ARRAYS = 2;
    /** Forward and backward. */
    private static final double BOTH_WAYS = 2;
    /** Arrays as wide as the vocabulary: logits, their logarithms, targets, products. */
    private static final double VOCABULARY_ARRAYS = 4;
    /** Share of the text that is supervised: questions and answers are about as long. */
    private static final double SUPERVISED_SHARE = 0.5;

    /** Arrays in a layer of the vision tower as wide as its hidden state, its MLP, and its scores. */
    private static final double TOWER_HIDDEN_ARRAYS = 26;

    private static final double TOWER_INNER_ARRAYS = 5;
    private static final double TOWER_SCORE_ARRAYS = 2;

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
                widths += adapter.rank() + adapter.linear().out();
                inputs += adapter.linear().in();
            }
        }
        this.adapterWidths = ADAPTER_ARRAYS * widths;
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
                + INNER_ARRAYS * decoder.intermediateSize()
                + SCORE_ARRAYS * decoder.heads() * tokens;
        double computed = decoder.layers() * layer + adapterWidths + maskWidths;
        // Dropout masks are given, not computed: they have no gradient.
        double perToken = BOTH_WAYS * computed + maskWidths;
        double logits = BOTH_WAYS * VOCABULARY_ARRAYS * decoder.vocabularySize() * SUPERVISED_SHARE * textTokens;
        return Float.BYTES * (tokens * perToken + logits);
    }

    /** Bytes of one image in the vision tower. */
    public double towerBytes() {
        VisionConfig vision = config.vision();
        double layer = TOWER_HIDDEN_ARRAYS * vision.hiddenSize()
                + TOWER_INNER_ARRAYS * vision.intermediateSize()
                + TOWER_SCORE_ARRAYS * vision.heads() * vision.positions();
        return Float.BYTES * vision.positions() * layer * Math.max(1, vision.layers() - 1);
    }
}
