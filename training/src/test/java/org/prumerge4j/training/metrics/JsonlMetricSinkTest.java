package org.prumerge4j.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlMetricSinkTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("metrics.jsonl");
    }

    @Test
    void writesEveryLineAtOnce() throws IOException {
        try (JsonlMetricSink sink = new JsonlMetricSink(file)) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 0.5));
            assertThat(file).hasContent("{\"step\":1,\"loss\":0.5}\n");
            sink.log(2, Map.of("samples", List.of("a", "b")));
            sink.finish("completed");
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"step\":1,\"loss\":0.5}", "{\"step\":2,\"samples\":[\"a\",\"b\"]}");
    }

    @Test
    void notFiniteNumbersAreTexts() throws IOException {
        try (JsonlMetricSink sink = new JsonlMetricSink(file)) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", Double.NaN));
            sink.log(2, Map.of("loss", Double.NEGATIVE_INFINITY));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"step\":1,\"loss\":\"NaN\"}", "{\"step\":2,\"loss\":\"-Infinity\"}");
    }

    @Test
    void resumeCutsOffLaterSteps() throws IOException {
        logSteps(0, 1, 2, 3);
        logSteps(2, 3, 4);
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"step\":1}", "{\"step\":2}", "{\"step\":3}", "{\"step\":4}");
        logSteps(0, 1);
        assertThat(Files.readAllLines(file)).containsExactly("{\"step\":1}");
    }

    @Test
    void resumeCutsOffATornLine() throws IOException {
        for (String torn : List.of("{\"step\":3,\"lo", "{\"step\":3}", "\u0000\u0000\u0000\n")) {
            logSteps(0, 1, 2);
            Files.writeString(file, torn, StandardOpenOption.APPEND);
            logSteps(5, 6);
            assertThat(Files.readAllLines(file)).containsExactly("{\"step\":1}", "{\"step\":2}", "{\"step\":6}");
        }
    }

    @Test
    void aForeignFileIsRefusedWithTheLine() throws IOException {
        String foreign = "{\"step\":1}\nhello\n{\"step\":2}\n";
        Files.writeString(file, foreign);
        try (JsonlMetricSink sink = new JsonlMetricSink(file)) {
            assertThatThrownBy(() -> sink.start(Map.of(), 5)).hasMessageContaining("metrics.jsonl:2 ");
            assertThatThrownBy(() -> sink.log(1, Map.of())).hasMessageContaining("not started");
        }
        assertThat(file).hasContent(foreign);
    }

    private void logSteps(long completed, long... steps) throws IOException {
        try (JsonlMetricSink sink = new JsonlMetricSink(file)) {
            sink.start(Map.of(), completed);
            for (long step : steps) {
                sink.log(step, Map.of());
            }
        }
    }
}
