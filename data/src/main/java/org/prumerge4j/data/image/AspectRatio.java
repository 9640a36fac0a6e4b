package org.prumerge4j.data.image;

/** How an image that is no square becomes one. */
public enum AspectRatio {
    /** Borders in the mean colour make it a square before it is resized; LLaVA-1.5's training. */
    PAD,
    /** It is resized to the shortest edge, and what sticks out is cut off. */
    CROP
}
