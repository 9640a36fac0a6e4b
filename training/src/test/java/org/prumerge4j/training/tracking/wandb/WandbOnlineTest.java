package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.training.CapturedLog;
import org.prumerge4j.training.tracking.wandb.LoopbackServer.Fate;

/** Rows have to arrive once each and in order, whatever happens to requests. The time limits only end tests that hang. */
@Timeout(120)
class WandbOnlineTest {
    private static final String HISTORY = "wandb-history.jsonl";
    private static final String PACKAGE = "org.prumerge4j.training.tracking.wandb";

    @TempDir
    Path folder;

    private WandbSink sink(URI server) {
        return sink(server, Runs.QUICK);
    }

    private WandbSink sink(URI server, WandbTiming timing) {
        return new WandbSink(Runs.online(folder, server), folder.resolve("wandb.json"), timing, new Runs.StillClock());
    }

    private static void log(WandbSink sink, long first, long last) throws IOException {
        for (long step = first; step <= last; step++) {
            sink.log(step, Map.of("loss", 1.0 / step));
        }
    }

    private static List<Long> steps(LoopbackServer server) throws JsonProcessingException {
        List<Long> steps = new ArrayList<>();
        for (String line : server.linesOf(HISTORY).values()) {
            steps.add(Json.parse(line).path("_step").asLong());
        }
        return steps;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(2);
        }
    }

    @Test
    void aRunArrivesWhole() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            byte[] png = {1, 2, 3};
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of("seed", 7), 0);
                sink.image("kept", png, 2, 1);
                log(sink, 1, 40);
                sink.log(41, Map.of("loss", Double.NaN));
                sink.finish("completed");
            }

            assertThat(server.problems()).isEmpty();
            assertThat(steps(server)).isEqualTo(range(1, 41));
            assertThat(server.linesOf(HISTORY).get(40L)).contains("\"loss\":\"NaN\"");
            JsonNode summary = Json.parse(server.linesOf("wandb-summary.json").get(0L));
            assertThat(summary.path("_step").asLong()).isEqualTo(41);
            assertThat(summary.path("status").asText()).isEqualTo("completed");
            assertThat(server.linesOf("wandb-events.jsonl").values())
                    .isNotEmpty()
                    .allMatch(line -> line.contains("\"system.jvm.heap.usedMB\":"));
            assertThat(server.complete()).isTrue();
            assertThat(server.exitCode()).isZero();
            assertThat(server.files())
                    .containsKeys("config.yaml", "wandb-summary.json", "wandb-metadata.json")
                    .anySatisfy((name, content) -> {
                        assertThat(name).startsWith("media/images/kept_");
                        assertThat(content).isEqualTo(png);
                    });
            assertThat(new String(server.files().get("config.yaml"), StandardCharsets.UTF_8))
                    .contains("\"seed\":\n  value: 7\n");
            assertThat(Runs.store(folder).getParent().getFileName().toString()).startsWith("run-");
        }
    }

    /** Every third request of each kind meets the fate; nothing is lost, nothing comes twice. */
    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"LOSE_ANSWER", "DROP", "DELAY", "UNAVAILABLE", "TOO_MANY", "HTML"})
    void noPointIsLostWhen(Fate fate) throws IOException {
        try (LoopbackServer server = new LoopbackServer((kind, number) -> number % 3 == 0 ? fate : Fate.ANSWER)) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                log(sink, 1, 200);
                sink.finish("completed");
            }

            assertThat(server.problems()).isEmpty();
            assertThat(steps(server)).isEqualTo(range(1, 200));
            assertThat(server.complete()).isTrue();
        }
    }

    @Test
    void trainingDoesNotWaitForAServerThatSaysNothing() throws IOException {
        try (LoopbackServer server = new LoopbackServer((kind, number) -> Fate.DELAY);
                CapturedLog log = new CapturedLog(PACKAGE)) {
            WandbTiming impatient = new WandbTiming(
                    Runs.QUICK.batch(),
                    Runs.QUICK.heartbeat(),
                    Runs.QUICK.firstRetry(),
                    Runs.QUICK.longestRetry(),
                    Duration.ofMillis(200),
                    Duration.ofMillis(300),
                    Duration.ofMillis(300),
                    Runs.QUICK.statistics());
            try (WandbSink sink = sink(server.address(), impatient)) {
                sink.start(Map.of(), 0);
                log(sink, 1, 2000);
                assertThat(server.linesOf(HISTORY)).isEmpty();
                sink.finish("completed");
            }

            assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY)).hasSize(2000);
            assertThat(log.messages())
                    .anyMatch(message -> message.startsWith("WARN") && message.contains("wandb sync " + folder));
        }
    }

    @Test
    void whatWaitsIsSentWhenTheServerComesBack() throws Exception {
        boolean[] up = {false};
        try (LoopbackServer server = new LoopbackServer((kind, number) -> up[0] ? Fate.ANSWER : Fate.UNAVAILABLE)) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                log(sink, 1, 3000);
                await(() -> server.requests("UpsertBucket") > 3);
                up[0] = true;
                await(() -> !server.linesOf(HISTORY).isEmpty());
                log(sink, 3001, 3010);
                sink.finish("completed");
            }

            assertThat(steps(server)).isEqualTo(range(1, 3010));
            assertThat(server.streams())
                    .allMatch(json ->
                            json.path("files").path(HISTORY).path("content").size() <= 1000);
        }
    }

    @Test
    void aRefusedKeyEndsTheTransmissionAndIsNeverShown() throws Exception {
        try (LoopbackServer server = new LoopbackServer((kind, number) -> Fate.REFUSE);
                CapturedLog log = new CapturedLog(PACKAGE)) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                await(() -> log.messages().stream().anyMatch(message -> message.contains("401")));
                log(sink, 1, 5);
                sink.finish("completed");
            }

            assertThat(server.requests("UpsertBucket")).isEqualTo(1);
            assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY)).hasSize(5);
            assertThat(log.messages()).anyMatch(message -> message.contains("wandb sync " + folder));
            String encoded = new ApiKey(Runs.KEY).authorization().substring("Basic ".length());
            assertThat(log.messages())
                    .anyMatch(message -> message.contains("no: Basic ***"))
                    .noneMatch(message -> message.contains(Runs.KEY) || message.contains(encoded));
        }
    }

    @Test
    void aServerThatIsNotThereIsNoReasonToStop() throws IOException {
        URI nowhere;
        try (LoopbackServer server = new LoopbackServer()) {
            nowhere = server.address();
        }
        WandbTiming short_ = new WandbTiming(
                Runs.QUICK.batch(),
                Runs.QUICK.heartbeat(),
                Runs.QUICK.firstRetry(),
                Runs.QUICK.longestRetry(),
                Runs.QUICK.request(),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Runs.QUICK.statistics());
        try (WandbSink sink = sink(nowhere, short_)) {
            sink.start(Map.of(), 0);
            log(sink, 1, 10);
            sink.finish("completed");
        }

        assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY)).hasSize(10);
        assertThat(Runs.records(Runs.store(folder), StoreFields.EXIT)).hasSize(1);
    }

    @Test
    void aFileThatIsRefusedDoesNotKeepTheNumbersBack() throws IOException {
        try (LoopbackServer server =
                new LoopbackServer((kind, number) -> kind.equals("put") ? Fate.REFUSE : Fate.ANSWER)) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                log(sink, 1, 3);
                sink.finish("completed");
            }

            assertThat(server.files()).isEmpty();
            assertThat(steps(server)).isEqualTo(range(1, 3));
            assertThat(server.complete()).isTrue();
        }
    }

    /** The run was killed at step 5, its newest checkpoint is of step 3: steps 4 and 5 are made again. */
    @Test
    void aRunThatGoesOnSendsOnlyWhatTheServerLacks() throws Exception {
        try (LoopbackServer server = new LoopbackServer()) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                log(sink, 1, 5);
                sink.finish("failed");
            }
            assertThat(server.exitCode()).isEqualTo(1);
            String fifth = server.linesOf(HISTORY).get(4L);
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 3);
                log(sink, 4, 8);
                sink.finish("completed");
            }

            assertThat(server.problems()).isEmpty();
            assertThat(server.requests("RunResumeStatus")).isEqualTo(1);
            assertThat(steps(server)).isEqualTo(range(1, 8));
            assertThat(server.linesOf(HISTORY).get(4L)).isEqualTo(fifth);
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void withoutALastStepTheNumberOfLinesCounts() throws IOException {
        try (LoopbackServer server = new LoopbackServer()) {
            server.has(HISTORY, "{}", "{}");
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                log(sink, 1, 4);
                sink.finish("completed");
            }

            assertThat(steps(server)).containsExactly(0L, 0L, 3L, 4L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopOnThePageAsksForAGracefulStop(boolean inStream) throws Exception {
        try (LoopbackServer server = new LoopbackServer()) {
            if (inStream) {
                server.stopInStream();
            } else {
                server.stopByQuery();
            }
            try (WandbSink sink = sink(server.address())) {
                assertThat(sink.stopRequested()).isFalse();
                sink.start(Map.of(), 0);
                await(sink::stopRequested);
                log(sink, 1, 1);
                sink.finish("stopped");
            }
            assertThat(steps(server)).containsExactly(1L);
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void aSilentRunStillGivesSignsOfLife() throws Exception {
        try (LoopbackServer server = new LoopbackServer()) {
            try (WandbSink sink = sink(server.address())) {
                sink.start(Map.of(), 0);
                await(() -> server.streams().stream().filter(JsonNode::isEmpty).count() >= 2);
            }
        }
    }
}
