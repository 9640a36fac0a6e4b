package org.prumerge4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.checkpoint.CheckpointPart;
import org.prumerge4j.training.checkpoint.CheckpointSaveException;
import org.prumerge4j.training.checkpoint.Checkpoints;
import org.prumerge4j.training.metrics.JsonlMetricSink;
import org.prumerge4j.training.metrics.RecordingSink;

class ResumeTest {
    /** 7 samples in micro-batches of 2, 2 of them a step: 2 steps per epoch, the second with an odd micro-batch. */
    private static final TrainingPlan PLAN = new TrainingPlan(7, 2, 2, 4, 0);

    private static final int STEPS = 8;

    @TempDir
    Path folder;

    private final RecordingSink straightSink = new RecordingSink(false);

    @Test
    void goesOnBitForBitFromEveryStep() throws IOException {
        float[] weights = straight();
        for (int interruption = 1; interruption < STEPS; interruption++) {
            Path run = folder.resolve("run" + interruption);
            RecordingSink sink = new RecordingSink(false);
            TrainingReport stopped = stoppedAfter(run, interruption, sink);
            assertThat(stopped.status()).isEqualTo(RunStatus.STOPPED);
            assertThat(stopped.steps()).isEqualTo(interruption);
            assertThat(sink.events).contains("finish stopped");

            ToyRun resumed = ToyRun.shuffled(PLAN, sink);
            TrainingReport report = resumed.builder
                    .checkpoints(policy(run, 0, true, List.of()))
                    .build()
                    .run();
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(withoutTimes(sink.lines)).isEqualTo(withoutTimes(straightSink.lines));
            assertThat(resumed.model.values()).containsExactly(weights);
            assertThat(report.totals().samples()).isEqualTo(4 * 7);
        }
    }

    @Test
    void goesOnAfterACrashBetweenSavesAndTheMetricsHaveEachStepOnce() throws IOException {
        float[] weights = straight();
        Path run = Files.createDirectory(folder.resolve("crashed"));
        Path metrics = run.resolve("metrics.jsonl");
        AtomicInteger calls = new AtomicInteger();
        ToyRun crashed = ToyRun.shuffled(
                PLAN,
                model -> (batch, gradients) -> {
                    if (calls.incrementAndGet() > 11) {
                        throw new IllegalStateException("power cut");
                    }
                    return model.compute(batch, gradients);
                },
                new JsonlMetricSink(metrics));
        Trainer trainer =
                crashed.builder.checkpoints(policy(run, 2, true, List.of())).build();
        assertThatThrownBy(trainer::run).hasMessage("power cut");
        assertThat(Files.readAllLines(metrics)).hasSize(5);

        ToyRun resumed = ToyRun.shuffled(PLAN, new JsonlMetricSink(metrics));
        resumed.builder.checkpoints(policy(run, 2, true, List.of())).build().run();
        assertThat(resumed.model.values()).containsExactly(weights);
        assertThat(Files.readAllLines(metrics)).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            assertThat(Files.readAllLines(metrics).get(i))
                    .startsWith("{\"step\":" + (i + 1) + ",")
                    .contains("\"loss\":" + straightSink.lines.get(i + 1L).get("loss"));
        }
    }

    @Test
    void fallsBackFromADamagedCheckpointToTheSameEnd() throws IOException {
        float[] weights = straight();
        Path run = folder.resolve("damaged");
        ToyRun first = ToyRun.shuffled(PLAN);
        first.builder
                .checkpoints(policy(run, 2, true, List.of()))
                .stopWhen(() -> first.optimizer.steps() >= 6)
                .build()
                .run();
        Path newest = run.resolve("step-000006/optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest, bytes);

        RecordingSink sink = new RecordingSink(false);
        ToyRun resumed = ToyRun.shuffled(PLAN, sink);
        resumed.builder.checkpoints(policy(run, 0, true, List.of())).build().run();
        assertThat(sink.lines.keySet()).containsExactly(5L, 6L, 7L, 8L);
        assertThat(resumed.model.values()).containsExactly(weights);
        // The damaged one does not take the place of a sound one among those kept.
        assertThat(new Checkpoints(run, 2).steps()).containsExactly(4L, 8L);
    }

    @Test
    void completedRunHasNothingLeftToDo() throws IOException {
        Path run = folder.resolve("completed");
        ToyRun first = ToyRun.shuffled(PLAN);
        TrainingReport report = first.builder
                .checkpoints(policy(run, 0, true, List.of()))
                .build()
                .run();
        ToyRun again = ToyRun.shuffled(PLAN);
        TrainingReport same = again.builder
                .checkpoints(policy(run, 0, true, List.of()))
                .build()
                .run();
        assertThat(again.model.seen).isEmpty();
        assertThat(again.model.values()).containsExactly(first.model.values());
        assertThat(same).isEqualTo(report);
    }

    @Test
    void fullDiskStopsTheRunAndItGoesOnFromTheCheckpointBefore() throws IOException {
        float[] weights = straight();
        Path run = folder.resolve("full");
        AtomicInteger saves = new AtomicInteger();
        CheckpointPart filling = new CheckpointPart("adapter", 1000, file -> {
            Files.writeString(file, "x");
            if (saves.incrementAndGet() == 3) {
                throw new IOException("No space left on device");
            }
        });
        RecordingSink sink = new RecordingSink(false);
        ToyRun first = ToyRun.shuffled(PLAN, sink);
        Trainer trainer = first.builder
                .checkpoints(policy(run, 2, true, List.of(filling)))
                .build();
        assertThatThrownBy(trainer::run)
                .isInstanceOf(CheckpointSaveException.class)
                .hasMessageContaining("step-000006")
                .hasMessageContaining("resume");
        assertThat(sink.events).endsWith("finish failed", "close");
        assertThat(new Checkpoints(run, 2).latest().orElseThrow().state().step())
                .isEqualTo(4);

        ToyRun resumed = ToyRun.shuffled(PLAN);
        resumed.builder
                .checkpoints(policy(run, 2, true, List.of(filling)))
                .build()
                .run();
        assertThat(resumed.model.values()).containsExactly(weights);
    }

    @Test
    void divergedStepIsNotSaved() throws IOException {
        Path run = folder.resolve("diverged");
        ToyRun diverging = ToyRun.shuffled(
                PLAN,
                model -> (batch, gradients) -> batch.step() == 3
                        ? new MicroBatchLoss(Double.POSITIVE_INFINITY, 1, 1)
                        : model.compute(batch, gradients));
        Trainer trainer =
                diverging.builder.checkpoints(policy(run, 1, true, List.of())).build();
        assertThatThrownBy(trainer::run).isInstanceOf(TrainingDivergedException.class);
        assertThat(new Checkpoints(run, 9).steps()).containsExactly(1L, 2L);
    }

    @Test
    void newRunDoesNotOverwriteAnother() throws IOException {
        Path run = folder.resolve("taken");
        stoppedAfter(run, 3, straightSink);
        ToyRun second = ToyRun.shuffled(PLAN);
        Trainer trainer =
                second.builder.checkpoints(policy(run, 0, false, List.of())).build();
        assertThatThrownBy(trainer::run)
                .hasMessageContaining("checkpoints of steps [3]")
                .hasMessageContaining(run.toString());
        assertThat(second.model.seen).isEmpty();
    }

    @Test
    void anotherConfigurationIsRefused() throws IOException {
        Path run = folder.resolve("other");
        stoppedAfter(run, 3, straightSink);
        ToyRun second = ToyRun.shuffled(PLAN);
        Trainer trainer = second.builder
                .checkpoints(policy(run, 0, true, List.of()))
                .configuration(Map.of(), "other hash")
                .seed(12)
                .build();
        assertThatThrownBy(trainer::run)
                .hasMessageContaining("step-000003")
                .hasMessageContaining("seed was 11, is now 12")
                .hasMessageContaining("configuration (hash) was hash, is now other hash");
    }

    private float[] straight() throws IOException {
        ToyRun run = ToyRun.shuffled(PLAN, straightSink);
        run.builder.build().run();
        assertThat(straightSink.lines).hasSize(STEPS);
        return run.model.values();
    }

    private static TrainingReport stoppedAfter(Path run, int steps, RecordingSink sink) throws IOException {
        ToyRun first = ToyRun.shuffled(PLAN, sink);
        return first.builder
                .checkpoints(policy(run, 0, true, List.of()))
                .stopWhen(() -> first.optimizer.steps() >= steps)
                .build()
                .run();
    }

    private static CheckpointPolicy policy(Path run, long every, boolean resume, List<CheckpointPart> extras) {
        return new CheckpointPolicy(new Checkpoints(run, 2), every, resume, () -> new ArrayList<>(extras));
    }

    private static Map<Long, Map<String, Object>> withoutTimes(Map<Long, Map<String, Object>> lines) {
        Map<Long, Map<String, Object>> copy = new LinkedHashMap<>();
        lines.forEach((step, values) -> {
            Map<String, Object> rest = new LinkedHashMap<>(values);
            rest.remove("seconds");
            copy.put(step, rest);
        });
        return copy;
    }
}
