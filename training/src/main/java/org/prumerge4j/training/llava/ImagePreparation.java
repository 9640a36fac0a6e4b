package org.prumerge4j.training.llava;

import java.io.IOException;

/** What can be done to images before it is their turn; safe for several threads. */
@FunctionalInterface
public interface ImagePreparation {
    /** The image with whatever takes time done already. */
    ImageInput prepare(ImageInput image) throws IOException;
}
