package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.training.loop.RunStatus;
import org.prumerge4j.training.loop.TrainingReport;
import org.slf4j.LoggerFactory;

/** What breaks around a run in the middle of it: each ends with what to do, and nothing that was learnt is lost. */
class FaultTest {
    private static final int STEPS = 8;

    /** An undisturbed run of the same settings, made once. */
    @TempDir
    private static Path undisturbed;

    @TempDir
    private Path folder;

    private Path images;

    @BeforeEach
    void copyImages() throws IOException {
        images = folder.resolve("images");
        FileUtils.copyDirectory(
                DemoRuns.ROOT.resolve("experiments/demo/data/images").toFile(), images.toFile());
    }

    /** In sequential order step 1 has the images 0 and 1, step 2 has 2 and 3, and so on. */
    private Experiment experiment(String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "training.max-steps=" + STEPS,
                "training.keep-checkpoints=9",
                "training.checkpoint-every=0",
                "data.order=sequential",
                "data.images=" + images,
                "lora.dropout=0.1",
                "export=[]"));
        all.addAll(List.of(overrides));
        return DemoRuns.experiment(folder.resolve(name), all);
    }

    private static TrainingReport run(Experiment experiment, boolean resume) throws IOException {
        return DemoRuns.run(experiment, resume, () -> false).report();
    }

    private void endsLikeAnUndisturbedRun(Experiment experiment) throws IOException {
        Path whole = undisturbed.resolve("run");
        if (!Files.exists(whole)) {
            run(experiment("whole", "output=" + whole), false);
        }
        assertThat(DemoRuns.losses(experiment.output()))
                .isEqualTo(DemoRuns.losses(whole))
                .hasSize(STEPS);
        assertThat(DemoRuns.tensors(experiment.output(), STEPS).get(0))
                .hasSameBinaryContentAs(DemoRuns.tensors(whole, STEPS).get(0));
    }

    private static List<Long> checkpoints(Experiment experiment) throws IOException {
        return new org.prumerge4j.training.checkpoint.Checkpoints(new RunFolder(experiment.output()).checkpoints(), 1)
                .steps();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anUnreadableImageEndsTheRunSavedWithNameAndRemedy(int workers) throws IOException {
        Path image = images.resolve("train-06.png");
        byte[] content = Files.readAllBytes(image);
        Files.write(image, new byte[] {1, 2, 3});
        Experiment experiment = experiment("run", "data.workers=" + workers);

        assertThatThrownBy(() -> run(experiment, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sample train-06")
                .hasMessageContaining(image.toString())
                .hasMessageContaining("data.unreadable-images=skip");
        assertThat(checkpoints(experiment)).containsExactly(3L);

        Files.write(image, content);
        assertThat(run(experiment, true).status()).isEqualTo(RunStatus.COMPLETED);
        endsLikeAnUndisturbedRun(experiment);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anUnreadableImageIsLeftOutAndCountedIfThatIsThePolicy(int workers) throws IOException {
        Files.write(images.resolve("train-06.png"), new byte[] {1, 2, 3});
        Files.delete(images.resolve("train-10.png"));
        Files.delete(images.resolve("train-11.png"));
        Experiment experiment = experiment("run", "data.unreadable-images=skip", "data.workers=" + workers);

        DemoRuns.Ended ended = DemoRuns.run(experiment, false, () -> false);

        assertThat(ended.report().totals().work().leftOut()).isEqualTo(3);
        assertThat(ended.printed()).contains("left out        3 samples whose image cannot be read");
        JsonNode summary = new ObjectMapper()
                .readTree(new RunFolder(experiment.output()).summary().toFile());
        assertThat(summary.get("left_out").asInt()).isEqualTo(3);
        assertThat(summary.get("images").asInt()).isEqualTo(2 * STEPS - 3);
        List<String> metrics = Files.readAllLines(new RunFolder(experiment.output()).metrics());
        assertThat(metrics.get(3)).contains("\"left_out\":1");
        assertThat(metrics.get(4)).doesNotContain("left_out");
        // A step of which nothing is left changes no weights.
        assertThat(metrics.get(5)).contains("\"left_out\":2", "\"skipped\":true");
    }

    @Test
    void manyUnreadableImagesInARowEndTheRunWhateverThePolicy() throws IOException {
        for (int i = 4; i < 48; i++) {
            Files.write(images.resolve("train-%02d.png".formatted(i)), new byte[0]);
        }
        Experiment experiment = experiment("run", "data.unreadable-images=skip", "training.max-steps=20");

        assertThatThrownBy(() -> run(experiment, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("17 images in a row cannot be read")
                .hasMessageContaining("Then resume");
        assertThat(checkpoints(experiment)).containsExactly(10L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "skip"})
    void anImageFolderThatVanishesEndsTheRunSaved(String policy) throws IOException {
        Experiment experiment = experiment("run", "data.unreadable-images=" + policy);
        Path elsewhere = folder.resolve("elsewhere");
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> DemoRuns.run(experiment, false, () -> {
                    if (calls.incrementAndGet() == 5) {
                        moved(images, elsewhere);
                    }
                    return false;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the image folder " + images + " is gone")
                .hasMessageContaining("then resume");
        assertThat(checkpoints(experiment)).hasSize(1);

        moved(elsewhere, images);
        run(experiment, true);
        endsLikeAnUndisturbedRun(experiment);
    }

    private static void moved(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDamagedNewestCheckpointIsPassedOverAndSaidSo() throws IOException {
        Experiment experiment = experiment("run", "training.checkpoint-every=2");
        AtomicInteger calls = new AtomicInteger();
        DemoRuns.Ended stopped = DemoRuns.run(experiment, false, () -> calls.incrementAndGet() > 10);
        assertThat(stopped.report().status()).isEqualTo(RunStatus.STOPPED);
        long newest = stopped.report().steps();
        assertThat(newest)
                .isEqualTo(checkpoints(experiment).get(checkpoints(experiment).size() - 1));
        Path damaged = DemoRuns.tensors(experiment.output(), newest).get(1);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 4;
        Files.write(damaged, bytes);

        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("org.prumerge4j.training.checkpoint");
        logger.addAppender(log);
        try {
            run(experiment, true);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(message ->
                        assertThat(message).contains("skipping damaged checkpoint", String.format("step-%06d", newest)))
                .anySatisfy(message -> assertThat(message).contains("using the earlier checkpoint"));
        endsLikeAnUndisturbedRun(experiment);
    }

    /** The shell refuses files of more than a hundred kilobytes, which is how a disk that is full looks to a program. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatTakesNoMoreEndsTheRunWithTheCheckpointBefore() throws Exception {
        Experiment experiment = experiment("run", "training.checkpoint-every=2");
        AtomicInteger calls = new AtomicInteger();
        DemoRuns.run(experiment, false, () -> calls.incrementAndGet() > 6);
        List<Long> before = checkpoints(experiment);

        Path printed = folder.resolve("printed.txt");
        Process process = DemoRuns.start(
                List.of("sh", "-c", "ulimit -f 200; exec \"$@\"", "sh"),
                printed,
                "train",
                DemoRuns.CONFIG.toString(),
                "--resume",
                "training.max-steps=" + STEPS,
                "training.keep-checkpoints=9",
                "training.checkpoint-every=2",
                "data.order=sequential",
                "data.images=" + images,
                "lora.dropout=0.1",
                "export=[]",
                "output=" + experiment.output());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(1);
        assertThat(Files.readString(printed))
                .contains("prumerge4j train: cannot save checkpoint")
                .contains("bytes, ", "are free there", "Earlier checkpoints are unchanged: free space", "then resume");
        assertThat(checkpoints(experiment)).isEqualTo(before);

        run(experiment, true);
        endsLikeAnUndisturbedRun(experiment);
    }
}
