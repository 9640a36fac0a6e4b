package org.prumerge4j.training.llava;

import org.prumerge4j.prumerge.MergeMatrix;

/**
 * An image as the decoder's side sees it.
 *
 * @param features patch features {@code [patches, channels]} row by row, not copied
 * @param merge which of them become visual tokens, and how
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
public record ReducedImage(float[] features, MergeMatrix merge) {}
