package org.prumerge4j.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.checkpoint.Checkpoints;
import org.prumerge4j.training.metrics.RecordingSink;

class ValidationTest {
    private static final TrainingPlan PLAN = new TrainingPlan(12, 1, 1, 1, 0);

    @TempDir
    private Path folder;

    private final RecordingSink sink = new RecordingSink(false);

    /** Gives one loss after the other, over three tokens. */
    private static Validation of(Double... losses) {
        Deque<Double> left = new ArrayDeque<>(List.of(losses));
        return () -> new ValidationLoss(3 * left.remove(), 3);
    }

    private Checkpoints checkpoints(int keepLast) {
        return new Checkpoints(folder, keepLast);
    }

    private ToyRun run(ValidationPolicy policy, int keepLast, long every, boolean resume) {
        ToyRun run = ToyRun.shuffled(PLAN, sink);
        run.builder
                .validation(policy)
                .checkpoints(new CheckpointPolicy(checkpoints(keepLast), every, resume, List::of));
        return run;
    }

    @Test
    void comesAtIntervalsAndAfterTheLastStep() throws IOException {
        run(new ValidationPolicy(of(3.0, 2.0, 4.0), 5, false), 1, 0, false)
                .builder
                .build()
                .run();
        assertThat(sink.lines.get(5L)).containsEntry("validation_loss", 3.0).containsKey("validation_seconds");
        assertThat(sink.lines.get(10L)).containsEntry("validation_loss", 2.0);
        assertThat(sink.lines.get(12L)).containsEntry("validation_loss", 4.0);
        for (long step : new long[] {1, 4, 6, 9, 11}) {
            assertThat(sink.lines.get(step)).doesNotContainKey("validation_loss");
        }
        assertThat(checkpoints(1).steps()).as("nothing kept for its loss").containsExactly(12L);
    }

    @Test
    void trainingIsAsItIsWithoutValidation() throws IOException {
        ToyRun with = run(new ValidationPolicy(of(3.0, 2.0, 1.0, 4.0), 3, true), 1, 0, false);
        with.builder.build().run();
        RecordingSink plainSink = new RecordingSink(false);
        ToyRun plain = ToyRun.shuffled(PLAN, plainSink);
        plain.builder.build().run();
        assertThat(with.model.values()).isEqualTo(plain.model.values());
        for (long step = 1; step <= 12; step++) {
            assertThat(sink.lines.get(step).get("loss"))
                    .isEqualTo(plainSink.lines.get(step).get("loss"));
        }
    }

    @Test
    void checkpointWithTheLowestLossIsKeptBesideTheLastOnes() throws IOException {
        run(new ValidationPolicy(of(3.0, 2.0, 2.5, 2.0, 9.0, 8.0), 2, true), 2, 1, false)
                .builder
                .build()
                .run();
        // The first of equal losses counts.
        assertThat(checkpoints(2).steps()).containsExactly(4L, 11L, 12L);
        assertThat(Checkpoints.open(checkpoints(2).folderOf(4)).state().step()).isEqualTo(4);
    }

    @Test
    void bestIsSavedEvenWhereNoCheckpointIsDue() throws IOException {
        run(new ValidationPolicy(of(3.0, 2.0, Double.NaN, 2.5), 3, true), 1, 0, false)
                .builder
                .build()
                .run();
        assertThat(checkpoints(1).steps()).containsExactly(6L, 12L);
    }

    /** Interrupted after step 7 and going on, it keeps what an uninterrupted run keeps. */
    @Test
    void runThatGoesOnKnowsItsBest() throws IOException {
        ToyRun first = run(new ValidationPolicy(of(3.0, 1.0, 2.0), 2, true), 1, 1, false);
        first.builder.stopWhen(() -> first.optimizer.steps() >= 7).build().run();
        assertThat(checkpoints(1).steps()).containsExactly(4L, 7L);
        run(new ValidationPolicy(of(1.5, 2.0, 1.2), 2, true), 1, 1, true)
                .builder
                .build()
                .run();
        assertThat(checkpoints(1).steps()).containsExactly(4L, 12L);
    }

    @Test
    void meanIsOverTokensAndIntervalsArePositive() {
        assertThat(new ValidationLoss(6, 4).mean()).isEqualTo(1.5);
        assertThat(new ValidationLoss(0, 0).mean()).isNaN();
        assertThatThrownBy(() -> new ValidationPolicy(of(), 0, true)).hasMessageContaining("every 0 steps");
    }
}
