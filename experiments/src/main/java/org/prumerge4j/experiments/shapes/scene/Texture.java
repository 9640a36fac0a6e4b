package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** How the inside of an object is painted. */
public enum Texture {
    /** One colour. */
    PLAIN,
    /** Level stripes of a darker shade. */
    STRIPED,
    /** Dots of a darker shade. */
    DOTTED;

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
