package org.prumerge4j.training.metrics;

import java.io.IOException;
import java.util.Map;

/** A place that takes the numbers of every step: a file, a tracking service. */
public interface MetricSink extends AutoCloseable {
    /**
     * A run begins or goes on.
     *
     * @param configuration resolved configuration of the run
     * @param completedSteps steps made before, 0 for a new run; what the sink knows of later steps is to be forgotten,
     *     because they are made again
     */
    void start(Map<String, Object> configuration, long completedSteps) throws IOException;

    /**
     * The numbers of one step.
     *
     * @param step number of the step, from 1, ascending
     * @param values names and values: numbers, texts, booleans, lists of these
     */
    void log(long step, Map<String, Object> values) throws IOException;

    /** The run ended: {@code completed}, {@code stopped}, {@code diverged} or {@code failed}. */
    void finish(String status) throws IOException;

    @Override
    void close() throws IOException;
}
