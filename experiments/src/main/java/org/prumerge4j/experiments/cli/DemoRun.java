package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.Experiment;

/** What the demo command starts. */
@FunctionalInterface
interface DemoRun {
    /** Trains the shipped model, exports it, loads the export and answers the demo's questions. */
    void demo(Experiment experiment, Console console) throws Exception;
}
