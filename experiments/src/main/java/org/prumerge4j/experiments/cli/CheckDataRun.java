package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.Experiment;

/** What the check-data command starts. */
@FunctionalInterface
public interface CheckDataRun {
    /**
     * What is asked for beside the experiment.
     *
     * @param report where the report goes; null = the experiment's output folder
     * @param clean where a file of the usable records goes; null = none is written
     * @param fast whether only the headers of images are read
     * @param visualTokens visual tokens to expect of an image; null = what the reducer gives
     * @param threads number of threads
     */
    record Options(
            @Nullable Path report, @Nullable Path clean, boolean fast, @Nullable Integer visualTokens, int threads) {}

    /** What a check comes to. */
    enum Outcome {
        /** A run would go through with every record. */
        SOUND,
        /** Nothing is wrong with what is there, but files are missing. */
        FILES_MISSING,
        /** Records or images are not in order. */
        UNSOUND
    }

    /** Checks the data of an experiment. */
    Outcome check(Experiment experiment, Options options, Console console) throws Exception;
}
