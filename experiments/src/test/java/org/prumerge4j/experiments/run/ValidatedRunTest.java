package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.training.progress.ProgressDisplays;

/** Runs of the shipped small model that are validated on their way. */
class ValidatedRunTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Path DEMO = ROOT.resolve("experiments/configs/demo/demo.yaml");
    private static final String WEIGHTS = "checkpoints/step-000006/trainable.safetensors";

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    private Path run(String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve(name),
                "training.max-steps=6",
                "training.log-every=100",
                "lora.dropout=0.1",
                "export=[]"));
        all.addAll(List.of(overrides));
        Experiment experiment = ExperimentReader.read(DEMO, all).value();
        new TrainingRunner(experiment, new Console(new PrintWriter(printed)), ProgressDisplays.none()).run(false);
        return experiment.output();
    }

    /** Values of a metric by step; NaN where a step has none. */
    private static List<Double> metric(Path run, String name) throws IOException {
        List<Double> values = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode record = new ObjectMapper().readTree(line);
            if (record.has("loss")) {
                values.add(record.path(name).asDouble(Double.NaN));
            }
        }
        return values;
    }

    @Test
    void splitRunsAreTheSameToTheLastBit() throws IOException {
        String[] settings = {"validation={samples: 8, every: 2}", "data.workers=2"};
        Path one = run("one", settings);
        Path two = run("two", "validation={samples: 8, every: 2}");
        assertThat(printed.toString()).contains("40 records are trained on, 8 are for validation");
        assertThat(metric(one, "validation_loss")).isEqualTo(metric(two, "validation_loss"));
        assertThat(metric(one, "loss")).isEqualTo(metric(two, "loss")).hasSize(6);
        assertThat(metric(one, "validation_loss").stream().filter(Double::isFinite))
                .hasSize(3);
        assertThat(one.resolve(WEIGHTS)).hasSameBinaryContentAs(two.resolve(WEIGHTS));
        assertThat(one.resolve("checkpoints/step-000006/validation.json")).exists();
    }

    @Test
    void validationDisturbsNothing() throws IOException {
        Path plain = run("plain");
        Path validated = run(
                "validated",
                "validation={instructions: " + ROOT.resolve("experiments/demo/data/train.json") + ", every: 1}");
        assertThat(metric(validated, "loss")).isEqualTo(metric(plain, "loss"));
        assertThat(validated.resolve(WEIGHTS)).hasSameBinaryContentAs(plain.resolve(WEIGHTS));
    }

    /** With one batch and no dropout, the loss after a step is the training loss of the next. */
    @Test
    void lossIsThatOfTrainingWithoutDropout() throws IOException {
        Path data = folder.resolve("two.json");
        Files.writeString(
                data,
                """
                [{"id": "one", "image": "train-00.png", "conversations": [
                   {"from": "human", "value": "<image>\\nWhat color is the triangle?"},
                   {"from": "gpt", "value": "The triangle is purple."}]},
                 {"id": "two", "conversations": [
                   {"from": "human", "value": "Hello."}, {"from": "gpt", "value": "Hi. What is it?"}]}]
                """);
        Path run = run(
                "one-batch",
                "data.instructions=" + data,
                "data.order=sequential",
                "training.epochs=6",
                "training.batch-size=2",
                "lora.dropout=0",
                "validation={instructions: " + data + ", every: 1}");
        List<Double> training = metric(run, "loss");
        List<Double> validation = metric(run, "validation_loss");
        for (int step = 1; step < 6; step++) {
            assertThat(validation.get(step - 1)).isCloseTo(training.get(step), offset(1e-6));
            assertThat(validation.get(step - 1)).isNotEqualTo(validation.get(step));
        }
    }

    @Test
    void anyCheckpointOfARunCanBeExported() throws IOException {
        Path run = run("some", "training.checkpoint-every=2", "training.keep-checkpoints=2");
        ExportSection section = ExperimentReader.read(
                        DEMO, List.of("export=[{layout: peft, dtype: f32}]", "output=" + folder))
                .value()
                .export()
                .get(0);
        Console console = new Console(new PrintWriter(printed));
        ExportRunner.export(run.resolve("checkpoints/step-000004"), section, folder.resolve("fourth"), console);
        ExportRunner.export(run, section, folder.resolve("newest"), console);
        assertThat(printed.toString()).contains("exported step 4 as peft", "exported step 6 as peft");
        assertThat(folder.resolve("fourth/prumerge.json")).content().contains("\"steps\" : 4");
    }

    @Test
    void batchesOfAnySizeWeighEveryTokenTheSame() throws IOException {
        String held = "validation={instructions: " + ROOT.resolve("experiments/demo/data/train.json") + ", every: 1}";
        Path pairs = run("pairs", held, "training.max-steps=1", "optimizer.learning-rate=0");
        Path fives = run("fives", held, "training.max-steps=1", "optimizer.learning-rate=0", "training.batch-size=5");
        assertThat(metric(pairs, "validation_loss").get(0))
                .isCloseTo(metric(fives, "validation_loss").get(0), offset(1e-5));
    }
}
