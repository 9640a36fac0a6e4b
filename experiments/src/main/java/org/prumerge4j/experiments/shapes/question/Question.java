package org.prumerge4j.experiments.shapes.question;

/**
 * A question and its right answer.
 *
 * @param family its kind
 * @param text the question, with options if there are any, without the line that says how to answer
 * @param style how to answer
 * @param answer right by construction
 */
public record Question(Family family, String text, AnswerStyle style, String answer) {
    static final String YES = "yes";
    static final String NO = "no";

    /** A question answered by a word. */
    static Question word(Family family, String text, String answer) {
        return new Question(family, text, AnswerStyle.WORD, answer);
    }

    /** A question answered by yes or no. */
    static Question yesNo(Family family, String text, boolean yes) {
        return word(family, text, yes ? YES : NO);
    }

    /** What the human says: the text and how to answer. */
    public String prompt() {
        return style.ask(text);
    }
}
