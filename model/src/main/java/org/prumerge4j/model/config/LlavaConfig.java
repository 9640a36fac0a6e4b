package org.prumerge4j.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of a whole LLaVA model.
 *
 * @param vision the vision tower
 * @param projector the projector
 * @param decoder the language model
 * @param imageAspect what the checkpoint says about images that are not square; null if it says nothing
 * @param imageTokenIndex id of the image token in the llava-hf layout; elsewhere the first id after the vocabulary
 * @param source the {@code config.json} the sizes come from, so that keys unknown here survive an export; null if none
 */
public record LlavaConfig(
        VisionConfig vision,
        ProjectorConfig projector,
        DecoderConfig decoder,
        @Nullable ImageAspect imageAspect,
        int imageTokenIndex,
        @Nullable JsonNode source) {
    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if the projector does not lead from the tower's width to the decoder's
     */
    public LlavaConfig {
        Sizes.same("projector inputSize", projector.inputSize(), "vision hiddenSize", vision.hiddenSize());
        Sizes.same("projector hiddenSize", projector.hiddenSize(), "decoder hiddenSize", decoder.hiddenSize());
        Sizes.positive("imageTokenIndex", imageTokenIndex);
    }

    /** A model of the given parts that comes from no file, with a projector of the given number of layers. */
    public static LlavaConfig of(VisionConfig vision, DecoderConfig decoder, int projectorLayers) {
        ProjectorConfig projector = new ProjectorConfig(vision.hiddenSize(), decoder.hiddenSize(), projectorLayers);
        return new LlavaConfig(vision, projector, decoder, null, decoder.vocabularySize(), null);
    }

    /** The same model with what is known about images that are not square. */
    public LlavaConfig withImageAspect(@Nullable ImageAspect aspect) {
        return new LlavaConfig(vision, projector, decoder, aspect, imageTokenIndex, source);
    }
}
