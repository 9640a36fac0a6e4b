package org.prumerge4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.training.CapturedLog;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.schedule.LearningRateSchedule;
import org.prumerge4j.training.schedule.ScheduleKind;

class CheckpointsTest {
    private static final RunIdentity IDENTITY = new RunIdentity(
            7, 3, "ids", "sequential", 1, 2, new LearningRateSchedule(ScheduleKind.COSINE, 1, 9), "abc");

    @TempDir
    Path run;

    private Path folder;
    private Checkpoints checkpoints;

    @BeforeEach
    void createFolder() {
        folder = run.resolve("checkpoints");
        checkpoints = new Checkpoints(folder, 2);
    }

    @Test
    void keepsTheLastAndReadsTheNewest() throws IOException {
        assertThat(checkpoints.latest()).isEmpty();
        for (long step : new long[] {1, 2, 3}) {
            assertThat(checkpoints.save(state(step), List.of(text("weights.txt", "w" + step))))
                    .isEqualTo(folder.resolve("step-00000" + step));
        }
        assertThat(checkpoints.steps()).containsExactly(2L, 3L);
        Checkpoint latest = checkpoints.latest().orElseThrow();
        assertThat(latest.state()).isEqualTo(state(3));
        assertThat(latest.folder().resolve("weights.txt")).hasContent("w3");
        assertThat(names(latest.folder()))
                .containsExactlyInAnyOrder("weights.txt", "training_state.json", "checksums.sha256");
    }

    @Test
    void fullDiskLeavesEarlierCheckpointsAndSaysWhatToDo() throws IOException {
        checkpoints.save(state(1), List.of(text("weights.txt", "w1")));
        CheckpointPart full = new CheckpointPart("optimizer", 123_456_789, file -> {
            Files.writeString(file, "half of i");
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> checkpoints.save(state(2), List.of(text("weights.txt", "w2"), full)))
                .isInstanceOf(CheckpointSaveException.class)
                .hasMessageContaining(folder.resolve("step-000002").toString())
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(123_456_789 + 2 + " bytes")
                .hasMessageContaining("free space");
        assertThat(names(folder)).containsExactly("step-000001");
        assertThat(checkpoints.latest().orElseThrow().state().step()).isEqualTo(1);
        checkpoints.save(state(2), List.of(text("weights.txt", "w2")));
        assertThat(checkpoints.latest().orElseThrow().state().step()).isEqualTo(2);
    }

    @Test
    void ignoresAndRemovesWhatAKilledProcessLeft() throws IOException {
        checkpoints.save(state(1), List.of(text("weights.txt", "w1")));
        // As the process was killed: everything is written, the folder is not renamed yet. No process has this number.
        Path leftover = folder.resolve(".step-000002.tmp-999999999-0-1");
        copy(folder.resolve("step-000001"), leftover);
        assertThat(checkpoints.steps()).containsExactly(1L);
        assertThat(checkpoints.latest().orElseThrow().state().step()).isEqualTo(1);
        assertThat(leftover).doesNotExist();
    }

    @Test
    void fallsBackFromADamagedCheckpointAndSaysSo() throws IOException {
        checkpoints.save(state(1), List.of(text("weights.txt", "w1")));
        checkpoints.save(state(2), List.of(text("weights.txt", "w2")));
        Files.writeString(folder.resolve("step-000002/weights.txt"), "x2");
        try (CapturedLog log = new CapturedLog(Checkpoints.class.getName())) {
            assertThat(checkpoints.latest().orElseThrow().state().step()).isEqualTo(1);
            assertThat(log.messages())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("WARN skipping damaged checkpoint")
                            && line.contains("step-000002")
                            && line.contains("weights.txt"))
                    .anyMatch(line -> line.contains("using the earlier checkpoint") && line.contains("step-000001"));
        }
    }

    @Test
    void noticesDamageOfTheStateAndMissingFiles() throws IOException {
        checkpoints.save(state(1), List.of(text("weights.txt", "w1")));
        checkpoints.save(state(2), List.of(text("weights.txt", "w2")));
        Path json = folder.resolve("step-000002/training_state.json");
        Files.writeString(json, Files.readString(json).replace("\"step\" : 2", "\"step\" : 3"));
        assertThat(checkpoints.latest().orElseThrow().state().step()).isEqualTo(1);
        Files.delete(folder.resolve("step-000001/weights.txt"));
        assertThatThrownBy(checkpoints::latest)
                .hasMessageContaining("every checkpoint in " + folder + " is damaged")
                .hasMessageContaining("step-000001")
                .hasMessageContaining("training_state.json");
    }

    @Test
    void goingBackGivesUpLaterCheckpoints() throws IOException {
        checkpoints.save(state(10), List.of());
        checkpoints.save(state(20), List.of());
        checkpoints.save(state(12), List.of());
        assertThat(checkpoints.steps()).containsExactly(10L, 12L);
    }

    @Test
    void savesAStepAgain() throws IOException {
        checkpoints.save(state(1), List.of(text("weights.txt", "old"), text("other.txt", "old")));
        checkpoints.save(state(1), List.of(text("weights.txt", "new")));
        assertThat(checkpoints.latest().orElseThrow().folder().resolve("weights.txt"))
                .hasContent("new");
        assertThat(folder.resolve("step-000001/other.txt")).doesNotExist();
    }

    @Test
    void partsMayBeFoldersButStayInside() throws IOException {
        Path saved = checkpoints.save(state(1), List.of(new CheckpointPart("adapter", 3, target -> {
            Files.createDirectory(target);
            Files.writeString(target.resolve("a.json"), "{}");
        })));
        assertThat(saved.resolve("adapter/a.json")).exists();
        assertThat(saved.resolve("checksums.sha256")).content().contains("adapter/a.json");
        assertThatThrownBy(() -> checkpoints.save(state(2), List.of(text("../out.txt", ""))))
                .hasMessageContaining("not inside the checkpoint");
        assertThatThrownBy(() -> checkpoints.save(state(2), List.of(text("a", ""), text("a", ""))))
                .hasMessageContaining("a is in the checkpoint twice");
    }

    @Test
    void refusesToGoOnFromAnotherRun() throws IOException {
        RunIdentity other = new RunIdentity(
                8, 3, "ids", "sequential", 1, 4, new LearningRateSchedule(ScheduleKind.COSINE, 1, 9), "abc");
        IDENTITY.requireSame(IDENTITY, "here");
        assertThatThrownBy(() -> IDENTITY.requireSame(other, "here"))
                .hasMessageContaining("seed was 7, is now 8")
                .hasMessageContaining("accumulation was 2, is now 4")
                .hasMessageNotContaining("batch size");
        assertThat(RunIdentity.hashOf(List.of("a", "b"))).isNotEqualTo(RunIdentity.hashOf(List.of("ab")));
    }

    @Test
    void refusesStatesItCannotRead() throws IOException {
        Path file = run.resolve("training_state.json");
        state(4).write(file);
        assertThat(TrainingState.read(file)).isEqualTo(state(4));
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 9"));
        assertThatThrownBy(() -> TrainingState.read(file)).hasMessageContaining("of format 9");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> TrainingState.read(file)).hasMessageContaining("not a training state");
        assertThatThrownBy(() -> new Checkpoints(folder, 0)).hasMessageContaining("at least 1");
    }

    private static TrainingState state(long step) {
        return new TrainingState(
                TrainingState.FORMAT,
                step,
                step - 1,
                new Position(0, 2),
                new RunTotals(1, 2, 3, 1, 0.1, new BatchWork(1, 576, 40, 7, 0, 1, 1, 0.1, 0.2, 0.3)),
                List.of(0.1, 1.0 / 3),
                IDENTITY);
    }

    private static CheckpointPart text(String name, String text) {
        return new CheckpointPart(name, text.length(), file -> Files.writeString(file, text));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
