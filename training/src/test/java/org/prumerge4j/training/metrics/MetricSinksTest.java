package org.prumerge4j.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.training.CapturedLog;

class MetricSinksTest {
    @Test
    void oneFailingSinkStopsNeitherTheRunNorTheOthers() throws IOException {
        RecordingSink failing = new RecordingSink(true);
        RecordingSink sound = new RecordingSink(false);
        try (CapturedLog log = new CapturedLog(MetricSinks.class.getName())) {
            try (MetricSink all = MetricSinks.all(failing, sound)) {
                all.start(Map.of("a", 1), 3);
                all.log(4, Map.of("loss", 1.0));
                all.log(5, Map.of("loss", 0.5));
                all.finish("completed");
            }
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(0)).startsWith("WARN").contains("cannot be written", "no network");
            assertThat(log.messages().get(1)).contains("2 steps are missing in it");
        }
        assertThat(sound.events).containsExactly("start after 3 {a=1}", "log 4", "log 5", "finish completed", "close");
        assertThat(failing.events)
                .contains("start after 3 {a=1}")
                .endsWith("close")
                .doesNotContain("log 4");
    }

    /** As with a disk that is full for a while. */
    @Test
    void whatASinkCouldNotTakeIsTriedAgainInOrder() throws IOException {
        RecordingSink inner = new RecordingSink(false);
        Full full = new Full(inner);
        try (CapturedLog log = new CapturedLog(MetricSinks.class.getName())) {
            try (MetricSink all = MetricSinks.all(full)) {
                full.full = true;
                all.start(Map.of(), 0);
                all.log(1, Map.of("loss", 1.0));
                full.full = false;
                all.log(2, Map.of("loss", 2.0));
                full.full = true;
                all.log(3, Map.of("loss", 3.0));
                all.log(4, Map.of("loss", 4.0));
                full.full = false;
                all.finish("completed");
            }
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(1)).contains("failed 4 times; 0 steps are missing in it");
        }
        assertThat(inner.events)
                .containsExactly("start after 0 {}", "log 1", "log 2", "log 3", "log 4", "finish completed", "close");
        assertThat(inner.lines.get(3L)).containsEntry("loss", 3.0);
    }

    @Test
    void numbersThatNoAttemptWillHelpAreLeftOut() throws IOException {
        RecordingSink inner = new RecordingSink(false);
        Full full = new Full(inner);
        try (CapturedLog log = new CapturedLog(MetricSinks.class.getName())) {
            try (MetricSink all = MetricSinks.all(full)) {
                all.start(Map.of(), 0);
                all.log(1, Map.of("refused", true));
                all.log(2, Map.of("loss", 2.0));
            }
            assertThat(log.messages()).last().asString().contains("1 steps are missing in it");
        }
        assertThat(inner.lines).containsOnlyKeys(2L);
    }

    private static final class Full implements MetricSink {
        private final MetricSink target;
        private boolean full;

        Full(MetricSink target) {
            this.target = target;
        }

        private void check() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void start(Map<String, Object> configuration, long completedSteps) throws IOException {
            check();
            target.start(configuration, completedSteps);
        }

        @Override
        public void log(long step, Map<String, Object> values) throws IOException {
            check();
            if (values.containsKey("refused")) {
                throw new IllegalArgumentException("cannot be expressed");
            }
            target.log(step, values);
        }

        @Override
        public void finish(String status) throws IOException {
            check();
            target.finish(status);
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
