package org.prumerge4j.model.engine.parallel;

/** One of the equal parts of a kernel's work; parts run at the same time and in any order. */
@FunctionalInterface
public interface Tile {
    /**
     * Runs one part.
     *
     * @param number which part
     * @param scratch belongs to the running thread
     */
    void run(int number, Scratch scratch);
}
