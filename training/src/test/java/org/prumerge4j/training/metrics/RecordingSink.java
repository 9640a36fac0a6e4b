package org.prumerge4j.training.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what it is given, and fails if told to. */
public final class RecordingSink implements MetricSink {
    /** Everything that happened, in words. */
    public final List<String> events = new ArrayList<>();

    /** The numbers of every step. */
    public final Map<Long, Map<String, Object>> lines = new LinkedHashMap<>();

    private final boolean failing;

    /** A sink; a failing one throws at everything but still notes it. */
    public RecordingSink(boolean failing) {
        this.failing = failing;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) throws IOException {
        note("start after " + completedSteps + " " + configuration);
    }

    @Override
    public void log(long step, Map<String, Object> values) throws IOException {
        lines.put(step, new LinkedHashMap<>(values));
        note("log " + step);
    }

    @Override
    public void finish(String status) throws IOException {
        note("finish " + status);
    }

    @Override
    public void close() throws IOException {
        note("close");
    }

    private void note(String event) throws IOException {
        events.add(event);
        if (failing) {
            throw new IOException("no network");
        }
    }
}
