package org.prumerge4j.training.llava;

import java.io.IOException;

/** The image of one sample cannot be read: its file is missing, damaged or no image, while the image folder is there. */
public final class UnreadableImageException extends IOException {
    /** The failure of a sample's image. */
    public UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
