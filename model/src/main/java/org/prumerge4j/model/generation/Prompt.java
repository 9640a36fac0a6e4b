package org.prumerge4j.model.generation;

import org.jspecify.annotations.Nullable;

/**
 * What the decoder is to continue.
 *
 * @param prefix how the prompt begins; null if it shares its beginning with no other
 * @param embeddings the tokens after the prefix, at least one, {@code [tokens, hidden]} row by row, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
public record Prompt(@Nullable Prefix prefix, float[] embeddings) {
    /** A prompt; its own part must not be empty. */
    public Prompt {
        if (embeddings.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token after its prefix");
        }
    }

    /** A prompt that shares nothing. */
    public static Prompt of(float[] embeddings) {
        return new Prompt(null, embeddings);
    }
}
