package org.prumerge4j.training.llava;

import org.jspecify.annotations.Nullable;

/**
 * An image of which everything that will be needed has been read.
 *
 * @param name what the image is called
 * @param contentHash hash of its content; empty if nobody will ask
 * @param pixels normalised pixels; empty if its tokens are known
 * @param reduced its tokens, if they are known
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes, and handed on as they are.
record PreparedImage(String name, byte[] contentHash, float[] pixels, @Nullable ReducedImage reduced)
        implements ImageInput {}
