package org.prumerge4j.model.engine.kernel;

/**
 * Some queries of one head and what they see between them.
 *
 * @param head which head
 * @param token first query
 * @param count how many queries
 * @param window the tokens that at least one of them sees, in one or two parts
 */
record QueryBlock(int head, int token, int count, VisibleRanges.Window window) {
    /** Tokens of all parts: the length of a row of scores. */
    int width() {
        return window.width();
    }

    /** Scores of the block. */
    int elements() {
        return count * width();
    }

    int parts() {
        return window.tail() == 0 ? 1 : 2;
    }

    /** Tokens of a part. */
    int columns(int part) {
        return part == 0 ? window.head() : window.tail();
    }

    /** Column of a part's first token. */
    int column(int part) {
        return part == 0 ? 0 : window.head();
    }

    /** First token of a part. */
    int token(int part) {
        return part == 0 ? window.first() : window.second();
    }
}
