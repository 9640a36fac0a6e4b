package org.prumerge4j.data.prompt;

import java.util.Objects;

/**
 * A stretch of a prompt.
 *
 * @param text the characters; stretches in order make up the prompt
 * @param supervised whether the model is trained to produce it
 */
public record PromptSegment(String text, boolean supervised) {
    /** The text may not be null. */
    public PromptSegment {
        Objects.requireNonNull(text, "text");
    }
}
