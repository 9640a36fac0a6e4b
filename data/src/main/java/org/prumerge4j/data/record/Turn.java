package org.prumerge4j.data.record;

import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param speaker who says it
 * @param text as in the file, {@code <image>} included
 */
public record Turn(Speaker speaker, String text) {
    /** Neither part may be null. */
    public Turn {
        Objects.requireNonNull(speaker, "speaker");
        Objects.requireNonNull(text, "text");
    }
}
