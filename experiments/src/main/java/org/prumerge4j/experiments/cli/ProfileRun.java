package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.Experiment;

/** What the profile command starts once its input is known to be right. */
@FunctionalInterface
interface ProfileRun {
    /** Runs some steps and prints what they cost. */
    void profile(Experiment experiment, ProfileRequest request, Console console) throws Exception;
}
