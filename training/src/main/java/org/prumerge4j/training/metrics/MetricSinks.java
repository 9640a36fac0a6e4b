package org.prumerge4j.training.metrics;

import java.util.List;
import java.util.Map;

/** Combinations of sinks. */
public final class MetricSinks {
    private MetricSinks() {}

    /**
     * A sink that hands everything to all of the given ones. One that fails cannot stop the run or the others: what it
     * did not take waits in memory and is tried again at every step and at the end, in case a disk comes back. The first
     * failure is logged, and at the end how many there were and what is missing.
     */
    public static MetricSink all(List<? extends MetricSink> sinks) {
        return new FanOut(sinks.stream().map(PatientSink::new).toList());
    }

    /** A sink that fails in no way, handing everything to ones that may. */
    public static MetricSink all(MetricSink... sinks) {
        return all(List.of(sinks));
    }

    private record FanOut(List<PatientSink> sinks) implements MetricSink {
        @Override
        public void start(Map<String, Object> configuration, long completedSteps) {
            sinks.forEach(sink -> sink.start(configuration, completedSteps));
        }

        @Override
        public void log(long step, Map<String, Object> values) {
            sinks.forEach(sink -> sink.log(step, values));
        }

        @Override
        public void finish(String status) {
            sinks.forEach(sink -> sink.finish(status));
        }

        @Override
        public void close() {
            sinks.forEach(PatientSink::close);
        }
    }
}
