package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** Forms of objects. */
public enum ShapeKind {
    /** A filled disc. */
    CIRCLE(true),
    /** A filled square, sides upright. */
    SQUARE(false),
    /** A filled triangle, one tip on top. */
    TRIANGLE(true),
    /** A star of five points. */
    STAR(false),
    /** An upright cross of two bars. */
    CROSS(true),
    /** A circle with a hole. */
    RING(false);

    private final boolean even;

    ShapeKind(boolean even) {
        this.even = even;
    }

    /** On which squares of the checkerboard of {@link Pair#popular()} the shape lies. */
    boolean even() {
        return even;
    }

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word for several of them. */
    public String plural() {
        return this == CROSS ? "crosses" : word() + "s";
    }
}
