package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.Experiment;

/** What the train command starts once its input is known to be right. */
@FunctionalInterface
interface TrainRun {
    /**
     * Trains, saves and exports.
     *
     * @param resume whether to continue from the newest checkpoint in the experiment's output folder
     * @return whether all steps are made; if not, the run was asked to stop and can be resumed
     */
    boolean train(Experiment experiment, boolean resume, Console console) throws Exception;
}
