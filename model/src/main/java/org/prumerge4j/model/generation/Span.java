package org.prumerge4j.model.generation;

import org.jspecify.annotations.Nullable;

/** Consecutive rows of the cache, being filled, and those before them in the same sequence. */
final class Span {
    private final @Nullable Span parent;
    private final int first;
    private final int end;
    private int length;

    /**
     * Rows that nothing is in yet.
     *
     * @param parent what comes before; complete
     * @param first number of the first row
     * @param rows how many there are
     */
    Span(@Nullable Span parent, int first, int rows) {
        this.parent = parent;
        this.first = first;
        this.end = first + rows;
    }

    @Nullable
    Span parent() {
        return parent;
    }

    int first() {
        return first;
    }

    /** Rows filled. */
    int length() {
        return length;
    }

    /** Tokens before this span and in it. */
    int position() {
        return length + (parent == null ? 0 : parent.position());
    }

    /** Says that the next rows have been filled. */
    void fill(int rows) {
        if (first + length + rows > end) {
            throw new IllegalStateException(
                    "a sequence was given " + (end - first) + " rows of the cache and needs " + (length + rows));
        }
        length += rows;
    }
}
