package org.prumerge4j.experiments.shapes.scene;

/**
 * A painted string.
 *
 * @param text characters of {@link #ALPHABET}
 * @param x column of its left border in pixels
 * @param y row of its upper border in pixels
 */
public record SceneText(String text, int x, int y) {
    /** The characters that are painted: digits, and letters that look like none of them. */
    public static final String ALPHABET = "0123456789ACEHKX";

    /** Width of a character in pixels. */
    public static final int CHARACTER_WIDTH = 10;
    /** Height of a character in pixels. */
    public static final int CHARACTER_HEIGHT = 14;
    /** Columns between two characters. */
    public static final int GAP = 2;

    /** Width of the whole string in pixels. */
    public int width() {
        return width(text.length());
    }

    static int width(int characters) {
        return characters * (CHARACTER_WIDTH + GAP) - GAP;
    }
}
