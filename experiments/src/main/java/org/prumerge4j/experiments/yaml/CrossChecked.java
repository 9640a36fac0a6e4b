package org.prumerge4j.experiments.yaml;

/** A record whose keys constrain each other. */
@FunctionalInterface
public interface CrossChecked {
    /** Called once all keys are bound; reports combinations that make no sense. */
    void check(Checks checks);
}
