package org.prumerge4j.training.llava;

import org.jspecify.annotations.Nullable;

/**
 * A prompt to be answered.
 *
 * @param promptIds ids in which {@link org.prumerge4j.data.sample.ImageTokens#IMAGE_TOKEN_ID} stands for the image; not
 *     copied
 * @param image the image that the prompt has a place for; null if it has none. Questions with the same object share
 *     the work on it
 */
@SuppressWarnings("ArrayRecordComponent") // Read element by element, never compared.
public record Question(int[] promptIds, @Nullable ReducedImage image) {}
