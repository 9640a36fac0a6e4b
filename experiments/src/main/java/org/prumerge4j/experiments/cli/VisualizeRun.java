package org.prumerge4j.experiments.cli;

/** What the visualize command starts. */
@FunctionalInterface
interface VisualizeRun {
    /** Draws the picture. */
    void visualize(VisualizeRequest request, Console console) throws Exception;
}
