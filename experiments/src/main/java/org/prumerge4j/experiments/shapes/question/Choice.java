package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A question with options.
 *
 * @param topic kind of the question without the options
 * @param question without the options
 * @param options {@link #OPTIONS} different answers
 * @param right index of the right one
 */
public record Choice(Family topic, String question, List<String> options, int right) {
    /** Number of options. */
    public static final int OPTIONS = 4;

    private static final String LETTERS = "ABCD";

    /** Copies the options. */
    public Choice {
        options = List.copyOf(options);
        if (options.size() != OPTIONS || right < 0 || right >= OPTIONS) {
            throw new IllegalArgumentException(
                    "found " + options.size() + " options of which " + right + " is right, expected " + OPTIONS);
        }
    }

    /** Letter of an option. */
    public static String letter(int option) {
        return LETTERS.substring(option, option + 1);
    }

    /** Letter of the right option. */
    public String letter() {
        return letter(right);
    }

    /** The options moved on by so many places, as MMBench shows each question several times. */
    public Choice rotated(int places) {
        List<String> rotated = new ArrayList<>(options);
        Collections.rotate(rotated, places);
        return new Choice(topic, question, rotated, Math.floorMod(right + places, OPTIONS));
    }

    /** The question and its options, a line each. */
    public String text() {
        StringBuilder text = new StringBuilder(question);
        for (int i = 0; i < OPTIONS; i++) {
            text.append('\n').append(letter(i)).append(". ").append(options.get(i));
        }
        return text.toString();
    }

    /** The question as it is asked. */
    public Question ask() {
        return new Question(topic == Family.WORDS ? Family.WORDS : Family.CHOICE, text(), AnswerStyle.LETTER, letter());
    }
}
