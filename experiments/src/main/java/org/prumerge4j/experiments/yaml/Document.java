package org.prumerge4j.experiments.yaml;

import java.util.List;

/**
 * A parsed configuration, and what is already known to be wrong with it; {@link Binder} reports that with the rest.
 *
 * @param root the top level
 * @param problems duplicate keys, unreadable overrides and the like
 */
public record Document(Tree.Mapping root, List<Problem> problems) {
    /** Keeps its own copy of the list. */
    public Document {
        problems = List.copyOf(problems);
    }
}
