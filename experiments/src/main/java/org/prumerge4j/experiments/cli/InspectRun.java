package org.prumerge4j.experiments.cli;

import java.nio.file.Path;

/** What the inspect command starts. */
@FunctionalInterface
interface InspectRun {
    /**
     * Prints what a checkpoint or a run holds.
     *
     * @param tensors whether to list every tensor
     */
    void inspect(Path path, boolean tensors, Console console) throws Exception;
}
