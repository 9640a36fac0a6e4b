package org.prumerge4j.training.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that fails in no way, before one that may. What cannot be written, because a disk is full or gone, waits in
 * memory and is tried again, in order, at every step and at the end.
 */
final class PatientSink implements MetricSink {
    /** Steps that wait at most: about 100 MB of numbers and sample ids. */
    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(MetricSinks.class);

    private final MetricSink sink;
    private final Deque<Action> waiting = new ArrayDeque<>();
    private @Nullable Action beginning;
    private long failures;
    private long lost;

    private interface Action {
        void on(MetricSink sink) throws IOException;
    }

    PatientSink(MetricSink sink) {
        this.sink = sink;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) {
        waiting.clear();
        beginning = target -> target.start(configuration, completedSteps);
        catchUp();
    }

    @Override
    public void log(long step, Map<String, Object> values) {
        waiting.add(target -> target.log(step, values));
        if (waiting.size() > MOST_WAITING) {
            waiting.remove();
            lost++;
        }
        catchUp();
    }

    @Override
    public void finish(String status) {
        catchUp();
        attempt(target -> target.finish(status));
    }

    @Override
    public void close() {
        if (!waiting.isEmpty()) {
            catchUp();
        }
        attempt(MetricSink::close);
        lost += waiting.size();
        waiting.clear();
        if (failures > 1 || lost > 0) {
            LOG.warn("{} failed {} times; {} steps are missing in it", sink, failures, lost);
        }
    }

    /** Everything that waits, as far as it goes. */
    private void catchUp() {
        Action begin = beginning;
        if (begin != null) {
            Outcome outcome = attempt(begin);
            if (outcome == Outcome.TRY_AGAIN) {
                return;
            }
            beginning = null;
        }
        boolean goOn = true;
        while (goOn && !waiting.isEmpty()) {
            Outcome outcome = attempt(waiting.element());
            goOn = outcome != Outcome.TRY_AGAIN;
            if (goOn) {
                waiting.remove();
                lost += outcome == Outcome.HOPELESS ? 1 : 0;
            }
        }
    }

    private enum Outcome {
        DONE,
        TRY_AGAIN,
        HOPELESS
    }

    private Outcome attempt(Action action) {
        try {
            action.on(sink);
            return Outcome.DONE;
        } catch (IOException | RuntimeException e) {
            failures++;
            if (failures == 1) {
                LOG.warn(
                        "{} cannot be written: {}; training goes on, the numbers wait in memory and are tried again",
                        sink,
                        e.toString());
            }
            // Numbers that cannot be expressed, or a sink that refuses, will not be better the next time.
            boolean passing = e instanceof IOException && !(e instanceof JsonProcessingException);
            return passing ? Outcome.TRY_AGAIN : Outcome.HOPELESS;
        }
    }
}
