package org.prumerge4j.experiments.shapes.scene;

import java.util.Locale;

/** Colours of objects. */
public enum ColorName {
    /** Red. */
    RED(0xDC2828),
    /** Green. */
    GREEN(0x28B43C),
    /** Blue. */
    BLUE(0x3C5AF0),
    /** Yellow. */
    YELLOW(0xF0DC32),
    /** Purple. */
    PURPLE(0xA03CD2),
    /** Orange. */
    ORANGE(0xFA8C1E),
    /** Cyan. */
    CYAN(0x32D2DC),
    /** White. */
    WHITE(0xF5F5F5);

    private final int rgb;

    ColorName(int rgb) {
        this.rgb = rgb;
    }

    /** Red, green and blue in the lowest 24 bits. */
    public int rgb() {
        return rgb;
    }

    /** The word in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
