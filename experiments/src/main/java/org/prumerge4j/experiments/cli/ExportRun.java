package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import org.prumerge4j.experiments.schema.ExportSection;

/** What the export command starts. */
@FunctionalInterface
interface ExportRun {
    /**
     * Writes a checkpoint of a finished or interrupted run.
     *
     * @param trained output folder of the run
     * @param export layout, number format, size of files
     * @param target folder to write
     */
    void export(Path trained, ExportSection export, Path target, Console console) throws Exception;
}
