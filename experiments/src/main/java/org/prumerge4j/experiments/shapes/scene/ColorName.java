package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** Colours of objects. */
public enum ColorName {
    /** Red. */
    RED(0xDC2828, true),
    /** Green. */
    GREEN(0x28B43C, false),
    /** Blue. */
    BLUE(0x3C5AF0, true),
    /** Yellow. */
    YELLOW(0xF0DC32, false),
    /** Purple. */
    PURPLE(0xA03CD2, true),
    /** Orange. */
    ORANGE(0xFA8C1E, false),
    /** Cyan. */
    CYAN(0x32D2DC, true),
    /** White. */
    WHITE(0xF5F5F5, false);

    private final int rgb;
    private final boolean even;

    ColorName(int rgb, boolean even) {
        this.rgb = rgb;
        this.even = even;
    }

    /** Red, green and blue in the lowest 24 bits. */
    public int rgb() {
        return rgb;
    }

    /** On which squares of the checkerboard of {@link Pair#popular()} the colour lies. */
    boolean even() {
        return even;
    }

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
