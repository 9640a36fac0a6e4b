package org.prumerge4j.experiments.shapes.question;

import java.util.Locale;

/** Kinds of questions, each with the share of right answers that guessing without the image reaches. */
public enum Family {
    /** Which of 8 colours. */
    COLOR(1.0 / 8),
    /** Which of 6 shapes. */
    SHAPE(1.0 / 6),
    /** How many objects, 1 to 5. */
    COUNT(1.0 / 5),
    /** How many objects of a shape, 0 to 2. */
    TALLY(1.0 / 3),
    /** Plain, striped or dotted. */
    TEXTURE(1.0 / 3),
    /** Small or large. */
    SIZE(1.0 / 2),
    /** Which quarter of the image. */
    POSITION(1.0 / 4),
    /** Left of, right of, above or below another object. */
    RELATION(1.0 / 4),
    /** The written text. */
    READING(0),
    /** Its first or last character, one of 16. */
    CHARACTER(1.0 / 16),
    /** Whether one object is larger than another. */
    COMPARISON(1.0 / 2),
    /** Whether there is such an object. */
    PRESENCE(1.0 / 2),
    /** Yes or no to a claim of one of the families up to {@link #CHARACTER}. */
    CLAIM(1.0 / 2),
    /** One of four options of a question of the other families. */
    CHOICE(1.0 / 4),
    /** Words among options, answered without an image: known to whoever knows the words. */
    WORDS(1),
    /** A description of the image; trained on, not scored. */
    CAPTION(0);

    private final double chance;

    Family(double chance) {
        this.chance = chance;
    }

    /** Share of right answers, 0 to 1, of the best guess that knows the question but not the image. */
    public double chance() {
        return chance;
    }

    /** The name in files and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
