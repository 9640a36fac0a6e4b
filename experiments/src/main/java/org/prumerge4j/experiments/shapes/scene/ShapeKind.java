package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** Forms of objects. */
public enum ShapeKind {
    /** A filled disc. */
    CIRCLE,
    /** A filled square, sides upright. */
    SQUARE,
    /** A filled triangle, one tip on top. */
    TRIANGLE,
    /** A star of five points. */
    STAR,
    /** An upright cross of two bars. */
    CROSS,
    /** A circle with a hole. */
    RING;

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word for several of them. */
    public String plural() {
        return this == CROSS ? "crosses" : word() + "s";
    }
}
