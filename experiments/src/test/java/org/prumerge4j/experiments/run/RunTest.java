package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.training.progress.ProgressDisplays;

/** Whole runs of the shipped small model, shortened, through the same doors as the command line. */
class RunTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Path DEMO = ROOT.resolve("experiments/configs/demo/demo.yaml");
    private static final String QUESTION = "What color is the ring?";

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed));

    private Experiment experiment(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("run"),
                "training.max-steps=4",
                "training.checkpoint-every=2",
                "training.keep-checkpoints=3"));
        all.addAll(List.of(overrides));
        return ExperimentReader.read(DEMO, all).value();
    }

    private void run(Experiment experiment, boolean resume) throws IOException {
        new TrainingRunner(experiment, console, ProgressDisplays.none()).run(resume);
    }

    @Test
    void exportsOfAllLayoutsAnswerAlike() throws IOException {
        Experiment experiment = experiment("lora.rank-stabilised=true");
        run(experiment, false);
        Path run = experiment.output();
        Path hf = run.resolve("export/llava-hf");
        Path llava = folder.resolve("llava");
        Path adapter = folder.resolve("adapter");
        export(run, "llava", llava);
        export(run, "peft", adapter);
        for (Path exported : List.of(hf, llava, adapter)) {
            Checksums.verify(exported);
        }
        Path image = ROOT.resolve("experiments/demo/data/images/train-01.png");
        Path base = ROOT.resolve("experiments/demo/model");
        float[] expected;
        try (AnsweringModel model = new AnsweringModel(hf, null, null)) {
            expected = model.logits(image, QUESTION).logits();
        }
        try (AnsweringModel model = new AnsweringModel(llava, null, null)) {
            assertClose(model.logits(image, QUESTION).logits(), expected);
        }
        try (AnsweringModel model = new AnsweringModel(base, adapter, null)) {
            assertClose(model.logits(image, QUESTION).logits(), expected);
        }
        try (AnsweringModel untrained = new AnsweringModel(base, null, "prumerge")) {
            assertThat(untrained.logits(image, QUESTION).logits()).isNotEqualTo(expected);
        }
    }

    private void export(Path run, String layout, Path target) throws IOException {
        Experiment spelled = experiment("export=[{layout: " + layout + ", dtype: f32, max-shard-size: 100KB}]");
        ExportRunner.export(run, spelled.export().get(0), target, console);
    }

    @Test
    void exportSaysWhatItWasTrainedWith() throws IOException {
        Experiment experiment = experiment("reducer.name=prumerge-plus", "reducer.preset=paper", "reducer.min-keep=3");
        run(experiment, false);
        JsonNode section = new ObjectMapper()
                .readTree(experiment
                        .output()
                        .resolve("export/llava-hf/config.json")
                        .toFile())
                .get("prumerge");
        assertThat(section.get("reducer").get("reducer").asText()).isEqualTo("prumerge-plus");
        assertThat(section.get("reducer").get("preset").asText()).isEqualTo("prumerge-plus/paper");
        assertThat(section.get("reducer").get("changed").toString()).contains("minKeep");
        assertThat(section.get("lora").get("rank").asInt()).isEqualTo(16);
        assertThat(section.get("base_sha256").asText()).hasSize(64);
        assertThat(section.get("steps").asInt()).isEqualTo(4);
    }

    @Test
    void resumedRunsEndLikeUninterruptedOnes() throws IOException {
        Experiment whole = experiment("output=" + folder.resolve("whole"), "lora.dropout=0.1", "export=[]");
        run(whole, false);
        Experiment half = experiment("lora.dropout=0.1", "training.max-steps=4", "export=[]");
        run(half, false);
        // As if the process had been killed after step 2.
        FileUtils.deleteDirectory(
                half.output().resolve("checkpoints/step-000004").toFile());
        run(half, true);
        assertThat(losses(half)).isEqualTo(losses(whole)).hasSize(4);
        assertThat(half.output().resolve("checkpoints/step-000004/trainable.safetensors"))
                .hasSameBinaryContentAs(whole.output().resolve("checkpoints/step-000004/trainable.safetensors"));
    }

    @Test
    void projectorAloneTrainsWithoutAdapters() throws IOException {
        Experiment experiment = experiment("lora.enabled=false");
        run(experiment, false);
        assertThat(printed.toString()).contains("mm_projector.0.weight").doesNotContain("lora_A");
        assertThat(experiment.output().resolve("export/llava-hf/model.safetensors"))
                .exists();
    }

    @Test
    void inspectTellsRunsCheckpointsAndAdaptersApart() throws IOException {
        Experiment experiment = experiment();
        run(experiment, false);
        export(experiment.output(), "peft", folder.resolve("adapter"));
        InspectRunner.inspect(experiment.output(), false, console);
        InspectRunner.inspect(experiment.output().resolve("export/llava-hf"), true, console);
        InspectRunner.inspect(folder.resolve("adapter"), false, console);
        assertThat(printed.toString())
                .contains("run          demo")
                .contains("checkpoint   step 4")
                .contains("a LLaVA model in llava-hf layout")
                .contains("language_model.lm_head.weight F32")
                .contains("adapter      LoRA, rank 16")
                .contains("all files are as they were written");
        assertThatThrownBy(() -> InspectRunner.inspect(ROOT.resolve("experiments/configs"), false, console))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither a run");
    }

    @Test
    void asksTheExportWhatTheFileAsks() throws IOException {
        TrainingRunner.train(experiment("training.max-steps=1", "generation.max-new-tokens=2"), false, console);

        assertThat(printed.toString())
                .contains("train-00.png (", "visual tokens)", "  Q: What color is the triangle?", "  A: ");
    }

    @Test
    void missingImageNamesSampleAndFile() throws IOException {
        Path data = folder.resolve("data.json");
        Files.writeString(
                data,
                """
                [{"id": "lost", "image": "nowhere.png", "conversations":
                  [{"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "A ring."}]}]
                """);
        Experiment experiment = experiment("data.instructions=" + data);
        assertThatThrownBy(() -> run(experiment, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sample lost")
                .hasMessageContaining("nowhere.png");
    }

    @Test
    void keptTokensAreShownInWeightsAndBiases() throws IOException {
        Experiment experiment = experiment(
                "tracking.wandb={enabled: true, mode: offline, pictures-every: 3}",
                "training.batch-size=3",
                "export=[]");
        run(experiment, false);
        try (Stream<Path> files = Files.walk(experiment.output().resolve("wandb"))) {
            List<Path> pictures = files.filter(file ->
                            file.toString().endsWith(".png") && !file.toString().contains("latest-run"))
                    .toList();
            assertThat(pictures).hasSize(6).allSatisfy(file -> {
                BufferedImage picture = ImageIO.read(file.toFile());
                assertThat(picture.getWidth()).isEqualTo(picture.getHeight()).isGreaterThanOrEqualTo(336);
            });
        }
    }

    private static List<String> losses(Experiment experiment) throws IOException {
        return LossCurve.read(new RunFolder(experiment.output()).metrics()).losses().stream()
                .map(String::valueOf)
                .toList();
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        double scale = largest;
        double[] differences = new double[actual.length];
        Arrays.setAll(differences, i -> Math.abs(actual[i] - expected[i]) / scale);
        assertThat(Arrays.stream(differences).max().orElseThrow()).isCloseTo(0, offset(1e-5));
    }
}
