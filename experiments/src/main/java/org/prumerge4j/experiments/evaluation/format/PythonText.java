package org.prumerge4j.experiments.evaluation.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text functions that agree with Python's, in which the official scorers are written: what counts as white space there
 * includes the no-break space and the next-line character.
 */
public final class PythonText {
    private PythonText() {}

    /** Whether {@code str.isspace} holds for the character. */
    public static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    /** {@code str.strip()}. */
    public static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /** {@code str.split()}: the words between runs of white space. */
    public static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean space = i == text.length() || isSpace(text.charAt(i));
            if (space && begin >= 0) {
                words.add(text.substring(begin, i));
                begin = -1;
            } else if (!space && begin < 0) {
                begin = i;
            }
        }
        return words;
    }

    /** {@code str.lower()}. */
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
