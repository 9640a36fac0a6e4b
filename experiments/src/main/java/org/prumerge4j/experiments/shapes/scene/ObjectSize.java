package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** Sizes of objects, with a gap between them that can be seen. */
public enum ObjectSize {
    /** 16 to 18 pixels wide. */
    SMALL(16, 18),
    /** 24 to 27 pixels wide. */
    LARGE(24, 27);

    private final int smallestRadius;
    private final int largestRadius;

    ObjectSize(int smallestRadius, int largestRadius) {
        this.smallestRadius = smallestRadius;
        this.largestRadius = largestRadius;
    }

    /** Smallest radius in half pixels. */
    public int smallestRadius() {
        return smallestRadius;
    }

    /** Largest radius in half pixels. */
    public int largestRadius() {
        return largestRadius;
    }

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
