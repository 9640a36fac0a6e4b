package org.prumerge4j.model.generation;

import java.util.Set;

/**
 * When an answer ends.
 *
 * @param maxNewTokens longest answer, at least 1
 * @param endIds ids that end an answer; the one that did is part of it
 */
public record Limits(int maxNewTokens, Set<Integer> endIds) {
    /** Limits with their own copy of the ids. */
    public Limits {
        endIds = Set.copyOf(endIds);
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("an answer has at least 1 token, given " + maxNewTokens);
        }
    }
}
