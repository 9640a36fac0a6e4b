package org.prumerge4j.model.generation;

import org.jspecify.annotations.Nullable;

/**
 * Tokens that several prompts begin with, such as those of an image. Prompts share them if they have the same object;
 * the decoder then runs them once and keeps them as long as there is room.
 */
public final class Prefix {
    private final @Nullable Prefix parent;
    private final float[] embeddings;

    private Prefix(@Nullable Prefix parent, float[] embeddings) {
        if (embeddings.length == 0) {
            throw new IllegalArgumentException("a prefix needs at least one token");
        }
        this.parent = parent;
        this.embeddings = embeddings;
    }

    /**
     * The beginning of prompts.
     *
     * @param embeddings {@code [tokens, hidden]} row by row, not copied
     */
    public static Prefix of(float[] embeddings) {
        return new Prefix(null, embeddings);
    }

    /**
     * This beginning and more tokens, as a prefix of its own.
     *
     * @param more {@code [tokens, hidden]} row by row, not copied
     * @throws IllegalArgumentException if prefixes would lie deeper than {@value CachedDecoderGraph#PREFIX_LEVELS}
     */
    public Prefix then(float[] more) {
        Prefix longer = new Prefix(this, more);
        if (longer.level() >= CachedDecoderGraph.PREFIX_LEVELS) {
            throw new IllegalArgumentException(
                    "prefixes can lie within one another " + CachedDecoderGraph.PREFIX_LEVELS + " deep, no deeper");
        }
        return longer;
    }

    /** The prefix that this one continues. */
    @Nullable
    Prefix parent() {
        return parent;
    }

    /** How many prefixes this one continues. */
    int level() {
        return parent == null ? 0 : parent.level() + 1;
    }

    /** Embeddings of the tokens after the parent's. */
    float[] embeddings() {
        return embeddings;
    }
}
