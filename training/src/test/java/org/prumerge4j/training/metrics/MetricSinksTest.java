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
            assertThat(log.messages().get(0))
                    .startsWith("WARN metrics go missing")
                    .contains("no network");
            assertThat(log.messages().get(1)).contains("failed 5 times");
        }
        assertThat(sound.events)
                .containsExactly("start after 3 {a=1}", "log 4", "log 5", "finish completed", "close")
                .isEqualTo(failing.events);
    }
}
