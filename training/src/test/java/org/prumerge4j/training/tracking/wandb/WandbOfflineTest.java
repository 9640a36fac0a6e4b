package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.CapturedLog;
import org.prumerge4j.training.tracking.protobuf.ProtobufMessage;

class WandbOfflineTest {
    @TempDir
    Path folder;

    private final Runs.StillClock clock = new Runs.StillClock();

    private WandbSink sink() {
        return new WandbSink(Runs.offline(folder), folder.resolve("wandb.json"), Runs.QUICK, clock);
    }

    private static long code(StoredRecord exit) throws IOException {
        return exit.content(StoreFields.EXIT).integer(StoreFields.EXIT_CODE);
    }

    private List<Long> steps() throws IOException {
        return Runs.records(Runs.store(folder), StoreFields.HISTORY).stream()
                .map(record -> {
                    try {
                        return record.step();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void layoutIsTheOneThatSyncKnows() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
        }

        Path store = Runs.store(folder);
        assertThat(store.getFileName()).hasToString("run-abcd1234.wandb");
        assertThat(store.getParent().getFileName().toString()).matches("offline-run-\\d{8}_\\d{6}-abcd1234");
        assertThat(store.resolveSibling("files")).isDirectory();
        assertThat(folder.resolve("wandb/latest-run")).isSymbolicLink();
        assertThat(folder.resolve("wandb/latest-run/run-abcd1234.wandb")).isRegularFile();
    }

    @Test
    void aRunIsReadBackWithConfigurationRowsSummaryAndEnd() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of("seed", 42, "lora", Map.of("rank", 8)), 0);
            clock.advance(Duration.ofMillis(1500));
            sink.log(1, Map.of("loss", 0.25));
            sink.log(2, Map.of("loss", 0.125, "note", "é"));
            sink.finish("completed");
        }

        Path store = Runs.store(folder);
        List<StoredRecord> all = Runs.records(store);
        assertThat(all)
                .extracting(StoredRecord::number)
                .isEqualTo(java.util.stream.LongStream.rangeClosed(1, all.size())
                        .boxed()
                        .toList());
        ProtobufMessage run = all.get(0).content(StoreFields.RUN);
        assertThat(run.text(StoreFields.RUN_PROJECT)).isEqualTo("proj");
        assertThat(run.text(StoreFields.RUN_GROUP)).isEqualTo("a group");
        assertThat(run.text(StoreFields.RUN_DISPLAY_NAME)).isEqualTo("a name");
        assertThat(run.texts(StoreFields.RUN_TAG)).containsExactly("x", "y");
        assertThat(run.messages(StoreFields.RUN_CONFIG).get(0).messages(StoreFields.UPDATE))
                .extracting(item -> item.text(StoreFields.ITEM_KEY) + "=" + item.text(StoreFields.ITEM_JSON))
                .containsExactlyInAnyOrder("seed=42", "lora={\"rank\":8}");
        StoredRecord row = Runs.records(store, StoreFields.HISTORY).get(1);
        assertThat(row.step()).isEqualTo(2);
        assertThat(row.row())
                .containsEntry("loss", "0.125")
                .containsEntry("note", "\"é\"")
                .containsEntry("_step", "2")
                .containsEntry("_runtime", "1.5")
                .containsEntry("_timestamp", "1.70000000175E9");
        Map<String, String> summary = new LinkedHashMap<>();
        for (StoredRecord record : Runs.records(store, StoreFields.SUMMARY)) {
            summary.putAll(record.update(StoreFields.SUMMARY));
        }
        assertThat(summary)
                .containsEntry("loss", "0.125")
                .containsEntry("_step", "2")
                .containsEntry("status", "\"completed\"");
        StoredRecord last = all.get(all.size() - 1);
        assertThat(code(last)).isZero();
        assertThat(last.content(StoreFields.EXIT).integer(StoreFields.EXIT_RUNTIME))
                .isEqualTo(1);
    }

    /** Also when the process is killed right after the row, which is why there is no summary only at the end. */
    @Test
    void everyRowIsOnDiskWhenLogReturns() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 0.5));

            assertThat(steps()).containsExactly(1L);
            assertThat(Runs.records(Runs.store(folder), StoreFields.SUMMARY)
                            .get(0)
                            .update(StoreFields.SUMMARY))
                    .containsEntry("loss", "0.5");
        }
    }

    @Test
    void numbersThatJsonHasNotBecomeTextsAndListsStayOut() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a", Double.NaN);
        values.put("b", Float.POSITIVE_INFINITY);
        values.put("c", Double.NEGATIVE_INFINITY);
        values.put("samples", List.of("1", "2"));
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.log(1, values);
        }

        assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY).get(0).row())
                .containsEntry("a", "\"NaN\"")
                .containsEntry("b", "\"Infinity\"")
                .containsEntry("c", "\"-Infinity\"")
                .doesNotContainKey("samples");
    }

    @Test
    void theEndTellsHowTheRunEnded() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.finish("diverged");
        }
        assertThat(code(Runs.records(Runs.store(folder), StoreFields.EXIT).get(0)))
                .isEqualTo(1);
    }

    @Test
    void aSinkThatIsClosedWithoutAnEndHasFailed() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
        }
        assertThat(code(Runs.records(Runs.store(folder), StoreFields.EXIT).get(0)))
                .isEqualTo(1);
    }

    @Test
    void aRunThatGoesOnHasEveryStepOnceAndOneEnd() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of("epochs", 1), 0);
            for (long step = 1; step <= 5; step++) {
                clock.advance(Duration.ofSeconds(1));
                sink.log(step, Map.of("loss", 1.0 / step));
            }
            sink.finish("stopped");
        }
        Path store = Runs.store(folder);
        Files.createFile(store.resolveSibling("run-abcd1234.wandb.synced"));
        clock.advance(Duration.ofHours(1));

        try (WandbSink sink = sink()) {
            sink.start(Map.of("epochs", 2), 3);
            clock.advance(Duration.ofSeconds(1));
            sink.log(4, Map.of("loss", 0.4));
            sink.finish("completed");
        }

        assertThat(Runs.store(folder)).isEqualTo(store);
        assertThat(steps()).containsExactly(1L, 2L, 3L, 4L);
        List<StoredRecord> rows = Runs.records(store, StoreFields.HISTORY);
        assertThat(rows.get(3).row()).containsEntry("loss", "0.4").containsEntry("_runtime", "4.0");
        assertThat(Runs.records(store, StoreFields.EXIT)).hasSize(1);
        assertThat(Runs.records(store, StoreFields.CONFIGURATION).get(0).update(StoreFields.CONFIGURATION))
                .containsEntry("epochs", "2");
        assertThat(store.resolveSibling("run-abcd1234.wandb.synced")).doesNotExist();
        assertThat(Runs.records(store)).extracting(StoredRecord::number).doesNotHaveDuplicates();
    }

    @Test
    void aRunThatGoesOnAfterACrashDropsTheHalfRecord() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 1.0));
        }
        Files.write(Runs.store(folder), new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);

        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 1);
            sink.log(2, Map.of("loss", 0.5));
        }

        assertThat(steps()).containsExactly(1L, 2L);
    }

    @Test
    void aNewRunInTheSamePlaceIsARunOfItsOwn() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
        }
        Path first = Runs.store(folder);
        clock.advance(Duration.ofSeconds(2));
        WandbSettings other = Runs.settings(folder, Map.of("WANDB_MODE", "offline", "WANDB_RUN_ID", "other"));
        try (WandbSink sink = new WandbSink(other, folder.resolve("wandb.json"), Runs.QUICK, clock)) {
            sink.start(Map.of(), 0);
        }

        assertThat(first).exists();
        assertThat(RunLocation.recall(folder.resolve("wandb.json")).id()).isEqualTo("other");
    }

    @Test
    void theRuntimeNeverGoesBackwardsWithTheClock() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            clock.advance(Duration.ofSeconds(5));
            clock.setTimeBack(Duration.ofHours(1));
            sink.log(1, Map.of());
        }

        assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY).get(0).row())
                .containsEntry("_runtime", "5.0");
    }

    @Test
    void aClockSetBackTurnsNoTimeRoundAndHidesNoRun() throws IOException {
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of());
            clock.setTimeBack(Duration.ofSeconds(5));
            sink.log(2, Map.of());
            clock.setTimeBack(Duration.ofHours(1));
            sink.log(3, Map.of());
        }
        Path store = Runs.store(folder);
        List<StoredRecord> rows = Runs.records(store, StoreFields.HISTORY);
        assertThat(steps()).containsExactly(1L, 2L, 3L);
        for (StoredRecord row : rows) {
            assertThat(row.row()).containsEntry("_timestamp", rows.get(0).row().get("_timestamp"));
        }

        clock.advance(Duration.ofHours(1).plusSeconds(5));
        RunLocation again = RunLocation.create(Runs.offline(folder), clock.now());
        assertThat(again.folder()).isNotEqualTo(store.getParent()).isDirectory();
    }

    /** A shutdown hook may write the end while the training thread still has a row to write. */
    @Test
    void aRowAfterTheEndTakesItsPlace() throws IOException {
        RunLocation location = RunLocation.create(Runs.offline(folder), clock.now());
        try (RunStore store = RunStore.create(location, Runs.offline(folder), Map.of(), clock)) {
            store.exit(1);
            store.statistics(Map.of("cpu", 1.0));
            store.row(1, Map.of("loss", 1.0));
            store.exit(0);
        }

        List<StoredRecord> records = Runs.records(location.store());
        assertThat(Runs.records(location.store(), StoreFields.EXIT)).hasSize(1);
        assertThat(code(records.get(records.size() - 1))).isZero();
        assertThat(records).extracting(StoredRecord::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(steps()).containsExactly(1L);
    }

    @Test
    void systemMetricsAreSampled() throws Exception {
        WandbTiming often = new WandbTiming(
                Runs.QUICK.batch(),
                Runs.QUICK.heartbeat(),
                Runs.QUICK.firstRetry(),
                Runs.QUICK.longestRetry(),
                Runs.QUICK.request(),
                Runs.QUICK.finish(),
                Runs.QUICK.shutdown(),
                Duration.ofMillis(1));
        try (WandbSink sink = new WandbSink(Runs.offline(folder), folder.resolve("wandb.json"), often, clock)) {
            sink.start(Map.of(), 0);
            while (Runs.records(Runs.store(folder), StoreFields.STATISTICS).size() < 2) {
                Thread.sleep(5);
            }
        }

        Map<String, String> sample =
                Runs.records(Runs.store(folder), StoreFields.STATISTICS).get(0).statistics();
        assertThat(Double.parseDouble(sample.get("jvm.heap.usedMB"))).isPositive();
        assertThat(Double.parseDouble(sample.get("proc.cpu.threads"))).isPositive();
    }

    @Test
    void residentMemoryIsReadWhereTheSystemTellsIt() throws IOException {
        Path status = folder.resolve("status");
        Files.writeString(status, "Name:\tjava\nVmRSS:\t  2048 kB\nThreads:\t3\n");

        assertThat(new SystemMetrics(status).sample()).containsEntry("proc.memory.rssMB", 2.0);
        assertThat(new SystemMetrics(folder.resolve("none")).sample()).doesNotContainKey("proc.memory.rssMB");
    }

    @Test
    void anImageBelongsToTheNextStep() throws IOException {
        byte[] png = "not really".getBytes(StandardCharsets.US_ASCII);
        try (WandbSink sink = sink()) {
            sink.start(Map.of(), 0);
            sink.image("kept", png, 4, 3);
            sink.log(1, Map.of("loss", 1.0));
            sink.log(2, Map.of("loss", 1.0));
            assertThatThrownBy(() -> sink.image("../x", png, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'../x'");
        }

        Path store = Runs.store(folder);
        List<StoredRecord> rows = Runs.records(store, StoreFields.HISTORY);
        String path = Runs.records(store, StoreFields.FILES).get(0).files().get(0);
        assertThat(Json.parse(rows.get(0).row().get("kept")).path("path").asText())
                .isEqualTo(path);
        assertThat(Json.parse(rows.get(0).row().get("kept")).path("width").asInt())
                .isEqualTo(4);
        assertThat(store.resolveSibling("files").resolve(path)).hasBinaryContent(png);
        assertThat(rows.get(1).row()).doesNotContainKey("kept");
    }

    @Test
    void saysHowToSync() throws IOException {
        try (CapturedLog log = new CapturedLog(WandbSink.class.getName())) {
            try (WandbSink sink = sink()) {
                sink.start(Map.of(), 0);
                sink.finish("completed");
            }
            assertThat(log.messages())
                    .anyMatch(message -> message.contains(
                            "wandb sync " + folder.resolve("wandb").toAbsolutePath()));
        }
    }

    @Test
    void disabledLeavesNothing() throws IOException {
        WandbSettings off = Runs.settings(folder, Map.of("WANDB_MODE", "disabled"));
        try (WandbSink sink = new WandbSink(off, folder.resolve("wandb.json"), Runs.QUICK, clock)) {
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 1.0));
            sink.image("kept", new byte[1], 1, 1);
            sink.finish("completed");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesToLogWhenItIsNotStarted() throws IOException {
        try (WandbSink sink = sink()) {
            assertThatThrownBy(() -> sink.log(1, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not started");
        }
    }
}
