package org.prumerge4j.training.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Combinations of sinks. */
public final class MetricSinks {
    private static final Logger LOG = LoggerFactory.getLogger(MetricSinks.class);

    private MetricSinks() {}

    /**
     * A sink that hands everything to all of the given ones. One that fails cannot stop the run or the others: its
     * first failure is logged, later ones are only counted, and it is tried again at every step in case a disk or a
     * network comes back.
     */
    public static MetricSink all(List<? extends MetricSink> sinks) {
        List<Guarded> guarded = new ArrayList<>();
        sinks.forEach(sink -> guarded.add(new Guarded(sink)));
        return new FanOut(guarded);
    }

    /** A sink that fails in no way, handing everything to one that may. */
    public static MetricSink all(MetricSink... sinks) {
        return all(List.of(sinks));
    }

    private record FanOut(List<Guarded> sinks) implements MetricSink {
        @Override
        public void start(Map<String, Object> configuration, long completedSteps) {
            sinks.forEach(guarded -> guarded.attempt(sink -> sink.start(configuration, completedSteps)));
        }

        @Override
        public void log(long step, Map<String, Object> values) {
            sinks.forEach(guarded -> guarded.attempt(sink -> sink.log(step, values)));
        }

        @Override
        public void finish(String status) {
            sinks.forEach(guarded -> guarded.attempt(sink -> sink.finish(status)));
        }

        @Override
        public void close() {
            sinks.forEach(guarded -> guarded.attempt(MetricSink::close));
            sinks.forEach(Guarded::summarise);
        }
    }

    private interface Action {
        void on(MetricSink sink) throws IOException;
    }

    private static final class Guarded {
        private final MetricSink sink;
        private long failures;

        Guarded(MetricSink sink) {
            this.sink = sink;
        }

        void attempt(Action action) {
            try {
                action.on(sink);
            } catch (IOException | RuntimeException e) {
                failures++;
                if (failures == 1) {
                    LOG.warn("metrics go missing in {}: {}; training goes on, later failures are counted", sink, e, e);
                }
            }
        }

        void summarise() {
            if (failures > 1) {
                LOG.warn("{} failed {} times", sink, failures);
            }
        }
    }
}
