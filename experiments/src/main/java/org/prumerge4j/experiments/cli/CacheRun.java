package org.prumerge4j.experiments.cli;

import org.prumerge4j.experiments.schema.Experiment;

/** What the cache command starts. */
@FunctionalInterface
public interface CacheRun {
    /** What is to be done. */
    enum Action {
        /** Encode every image whose tokens are not there. */
        FILL,
        /** Say what the cache holds. */
        LIST,
        /** Delete what other towers, preprocessing and reducers have left. */
        DELETE_OTHERS
    }

    /**
     * What is asked for beside the experiment.
     *
     * @param part which part of the images is encoded, from 1
     * @param parts number of parts, one for each process that fills the cache
     * @param threads threads that read and decode images
     */
    record Options(Action action, int part, int parts, int threads) {}

    /** Does it; true if all went well. */
    boolean run(Experiment experiment, Options options, Console console) throws Exception;
}
