package org.prumerge4j.experiments.shapes.draw;

import org.prumerge4j.experiments.shapes.scene.SceneText;

/** The characters of {@link SceneText#ALPHABET}, drawn for this world on a grid of 5 x 7 points. */
final class BitmapFont {
    /** Points in a row of a character. */
    static final int COLUMNS = 5;
    /** Rows of points of a character. */
    static final int ROWS = 7;

    /** One entry per character in the order of the alphabet: its rows from the top. */
    private static final String[] GLYPHS = {
        ".###. #...# #...# #...# #...# #...# .###.",
        "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
        ".###. #...# ....# ..##. .#... #.... #####",
        "####. ....# ....# .###. ....# ....# ####.",
        "#..#. #..#. #..#. ##### ...#. ...#. ...#.",
        "##### #.... ####. ....# ....# #...# .###.",
        ".###. #.... #.... ####. #...# #...# .###.",
        "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
        ".###. #...# #...# .###. #...# #...# .###.",
        ".###. #...# #...# .#### ....# ....# .###.",
        "..#.. .#.#. #...# #...# ##### #...# #...#",
        ".#### #.... #.... #.... #.... #.... .####",
        "##### #.... #.... ####. #.... #.... #####",
        "#...# #...# #...# ##### #...# #...# #...#",
        "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
        "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    };

    private BitmapFont() {}

    /** Whether a point of a character is painted. */
    static boolean painted(char character, int column, int row) {
        int index = SceneText.ALPHABET.indexOf(character);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "'" + character + "' cannot be painted, expected one of " + SceneText.ALPHABET);
        }
        return GLYPHS[index].charAt(row * (COLUMNS + 1) + column) == '#';
    }
}
