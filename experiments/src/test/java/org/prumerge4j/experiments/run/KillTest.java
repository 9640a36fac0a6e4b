package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.training.loop.RunStatus;

/**
 * Training processes that are killed at random moments, or asked to end, and resumed: losses and weights are those of a
 * run that nothing happened to. {@code -Dkill.times=20} makes it the long test; the seed of the moments is printed when it
 * fails, and {@code -Dkill.seed} gives it.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kill.times", 2);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
    /** Steps between two kills at most, so that no process comes to the end. */
    private static final int MOST_STEPS = 8;

    private static final int STEPS = (KILLS + 2) * (MOST_STEPS + 4);
    private static final int STOPPED = 3;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private List<String> overrides() {
        return List.of(
                "training.max-steps=" + STEPS,
                "training.checkpoint-every=3",
                "training.keep-checkpoints=2",
                "lora.dropout=0.1",
                "data.workers=2",
                "tracking={wandb: {enabled: true, mode: offline, pictures-every: 40}, tensorboard: {enabled: true}}",
                "export=[]");
    }

    private Process start(Path run) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", DemoRuns.CONFIG.toString(), "--resume"));
        arguments.addAll(overrides());
        arguments.add("output=" + run);
        return DemoRuns.start(List.of(), folder.resolve("printed.txt"), arguments.toArray(String[]::new));
    }

    /** Waits until the process has made some steps; the metrics of steps that are made again are cut off before. */
    private void awaitSteps(Process process, Path run, int from, int steps) throws IOException, InterruptedException {
        Path metrics = new RunFolder(run).metrics();
        long before = Files.exists(metrics) ? Files.getLastModifiedTime(metrics).toMillis() : 0;
        while (process.isAlive()
                && (DemoRuns.lines(run) < from + steps
                        || Files.getLastModifiedTime(metrics).toMillis() <= before)) {
            Thread.sleep(1);
        }
        assertThat(process.isAlive())
                .as("seed %d: %s", SEED, Files.readString(folder.resolve("printed.txt")))
                .isTrue();
    }

    private void kill(Path run) throws IOException, InterruptedException {
        int from = DemoRuns.lines(run);
        Process process = start(run);
        awaitSteps(process, run, from, random.nextInt(1, MOST_STEPS));
        // Anywhere within a step or within saving.
        TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM: the step is finished and saved, and nothing has to be made again. */
    private void askToEnd(Path run) throws IOException, InterruptedException {
        Process process = start(run);
        awaitSteps(process, run, DemoRuns.lines(run), 1);
        process.destroy();
        int code = process.waitFor();
        String printed = Files.readString(folder.resolve("printed.txt"));
        assertThat(code).as(printed).isEqualTo(STOPPED);
        assertThat(printed).contains("SIGTERM: saving, and stopping after this step", "Go on with: prumerge4j train ");
        assertThat(DemoRuns.tensors(run, DemoRuns.lines(run)))
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to ask a process to end")
    void theEndIsTheSameHoweverOftenTheProcessIsKilled() throws Exception {
        Path whole = folder.resolve("whole");
        DemoRuns.run(DemoRuns.experiment(whole, overrides()), false, () -> false);

        Path run = folder.resolve("killed");
        for (int i = 0; i < KILLS; i++) {
            kill(run);
        }
        askToEnd(run);
        Experiment last = DemoRuns.experiment(run, overrides());
        assertThat(DemoRuns.run(last, true, () -> false).report().status()).isEqualTo(RunStatus.COMPLETED);

        assertThat(DemoRuns.losses(run))
                .as("seed %d", SEED)
                .isEqualTo(DemoRuns.losses(whole))
                .hasSize(STEPS);
        for (int i = 0; i < 2; i++) {
            assertThat(DemoRuns.tensors(run, STEPS).get(i))
                    .as("seed %d", SEED)
                    .hasSameBinaryContentAs(DemoRuns.tensors(whole, STEPS).get(i));
        }
    }
}
