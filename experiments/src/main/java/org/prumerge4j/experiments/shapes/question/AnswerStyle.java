package org.prumerge4j.experiments.shapes.question;

/** How LLaVA-1.5 tells the model what to answer with. */
public enum AnswerStyle {
    /** A word or a few. */
    WORD("Answer the question using a single word or phrase."),
    /** The letter of an option. */
    LETTER("Answer with the option's letter from the given choices directly."),
    /** A sentence; the question itself says so. */
    SENTENCE("");

    private final String suffix;

    AnswerStyle(String suffix) {
        this.suffix = suffix;
    }

    /** The question with the line that says how to answer, if there is one. */
    public String ask(String question) {
        return suffix.isEmpty() ? question : question + "\n" + suffix;
    }
}
