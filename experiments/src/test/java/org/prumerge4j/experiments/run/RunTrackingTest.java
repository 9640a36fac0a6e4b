package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.training.metrics.JsonlMetricSink;
import org.prumerge4j.training.metrics.MetricSink;
import org.prumerge4j.training.tracking.wandb.WandbEnvironment;

class RunTrackingTest {
    private static final Path DEMO =
            Path.of(System.getProperty("project.root")).resolve("experiments/configs/demo/demo.yaml");

    @TempDir
    Path folder;

    private Experiment demo(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("output=" + folder);
        return ExperimentReader.read(DEMO, all).value();
    }

    private RunTracking tracking(Experiment experiment) {
        WandbEnvironment environment =
                new WandbEnvironment(Map.of("WANDB_MODE", "offline", "WANDB_RUN_ID", "abcd1234"), folder);
        return RunTracking.of(experiment, new RunFolder(folder), environment);
    }

    @Test
    void withoutASectionThereIsOnlyTheFile() throws IOException {
        assertThat(tracking(demo()).sinks()).singleElement().isInstanceOf(JsonlMetricSink.class);
        assertThat(tracking(demo()).stopRequested().getAsBoolean()).isFalse();
    }

    @Test
    void everythingAskedForIsWrittenToTheOutput() throws IOException {
        Experiment experiment =
                demo("tracking={wandb: {enabled: true, project: a-project}, tensorboard: {enabled: true}}");
        for (MetricSink sink : tracking(experiment).sinks()) {
            try (sink) {
                sink.start(RunSettings.recorded(experiment), 0);
                sink.log(1, Map.of("loss", 1.0));
                sink.finish("completed");
            }
        }

        assertThat(folder.resolve("metrics.jsonl")).isNotEmptyFile();
        assertThat(folder.resolve("tensorboard")).isDirectoryContaining("glob:**events.out.tfevents.*");
        assertThat(folder.resolve("wandb.json")).isNotEmptyFile();
        try (Stream<Path> files = Files.walk(folder.resolve("wandb"))) {
            Path store = files.filter(file -> file.endsWith("run-abcd1234.wandb"))
                    .filter(file -> file.getParent().getFileName().toString().startsWith("offline-run-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(store, StandardCharsets.ISO_8859_1))
                    .contains(
                            "a-project",
                            "demo",
                            "\"learning-rate\":" + experiment.optimizer().learningRate());
        }
    }
}
