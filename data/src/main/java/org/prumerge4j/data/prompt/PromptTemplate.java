package org.prumerge4j.data.prompt;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;

/**
 * How a conversation becomes the text a model was trained on. Texts must match the checkpoint's training character for
 * character.
 */
public enum PromptTemplate {
    /**
     * Vicuna v1, LLaVA-1.5's {@code v1}: a preamble, then {@code USER: question ASSISTANT: answer</s>} for every
     * exchange. Supervised is each answer with the space before it and the {@code </s>} behind it; a turn without text
     * has neither space nor {@code </s>}.
     */
    VICUNA_V1 {
        @Override
        public List<PromptSegment> segments(List<Turn> turns, boolean hasImage) {
            List<PromptSegment> segments = new ArrayList<>();
            StringBuilder unsupervised = new StringBuilder(PREAMBLE).append(' ');
            for (Turn turn : turns) {
                String message = placed(turn.text(), hasImage);
                if (turn.speaker() == Speaker.HUMAN) {
                    unsupervised.append(message.isEmpty() ? USER : USER + " " + message + " ");
                } else if (message.isEmpty()) {
                    unsupervised.append(ASSISTANT);
                } else {
                    segments.add(
                            new PromptSegment(unsupervised.append(ASSISTANT).toString(), false));
                    segments.add(new PromptSegment(" " + message + END_OF_ANSWER, true));
                    unsupervised.setLength(0);
                }
            }
            if (!unsupervised.isEmpty()) {
                segments.add(new PromptSegment(unsupervised.toString(), false));
            }
            return segments;
        }

        @Override
        public String generationPrompt(String question, boolean hasImage) {
            return PREAMBLE + " " + USER + " " + asked(question, hasImage) + " " + ASSISTANT;
        }
    },

    /**
     * No template, for the alignment of a projector: an image, its caption, a newline. Supervised is all but the image.
     */
    PLAIN {
        @Override
        public List<PromptSegment> segments(List<Turn> turns, boolean hasImage) {
            boolean fits = hasImage
                    && turns.size() == 2
                    && turns.get(0).text().contains(ImagePlaceholder.TEXT)
                    && turns.get(1).speaker() == Speaker.ASSISTANT;
            if (!fits) {
                throw new IllegalArgumentException("the plain template takes one question with " + ImagePlaceholder.TEXT
                        + " and one answer, the caption; given " + turns.size() + " turns"
                        + (hasImage ? "" : " without an image"));
            }
            return List.of(
                    new PromptSegment(ImagePlaceholder.TEXT, false),
                    new PromptSegment(placed(turns.get(1).text(), true) + "\n", true));
        }

        @Override
        public String generationPrompt(String question, boolean hasImage) {
            return hasImage ? ImagePlaceholder.TEXT : question;
        }
    };

    /** What ends an answer; the tokeniser's end-of-sequence piece. */
    public static final String END_OF_ANSWER = "</s>";

    /** Sets the scene of Vicuna v1; 154 characters. */
    private static final String PREAMBLE =
            "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, "
                    + "detailed, and polite answers to the user's questions.";

    private static final String USER = "USER:";
    private static final String ASSISTANT = "ASSISTANT:";

    /**
     * The prompt of a whole conversation, cut into stretches of which every second one is supervised.
     *
     * <p>In records with an image every {@code <image>} is moved to the front of its message; in records without one
     * it stays what it is, text.
     *
     * @param turns human first, in alternation
     * @param hasImage whether the record has an image
     * @throws IllegalArgumentException if the conversation does not fit the template
     */
    public abstract List<PromptSegment> segments(List<Turn> turns, boolean hasImage);

    /**
     * The prompt after which the model is to answer a question.
     *
     * @param hasImage whether an image is asked about; it goes in front of the question
     */
    public abstract String generationPrompt(String question, boolean hasImage);

    /** The prompt of a whole conversation as one text. */
    public final String text(List<Turn> turns, boolean hasImage) {
        StringBuilder text = new StringBuilder();
        segments(turns, hasImage).forEach(segment -> text.append(segment.text()));
        return text.toString();
    }

    private static String placed(String message, boolean hasImage) {
        return hasImage ? ImagePlaceholder.moveToFront(message) : message;
    }

    private static String asked(String question, boolean hasImage) {
        if (!hasImage) {
            return question;
        }
        return question.contains(ImagePlaceholder.TEXT)
                ? ImagePlaceholder.moveToFront(question)
                : ImagePlaceholder.TEXT + "\n" + question;
    }
}
