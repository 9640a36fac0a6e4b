package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.model.torch.TorchZipFile;
import org.prumerge4j.training.progress.ProgressDisplays;

/** Stage 1 from captions to a projector file, and stage 2 from there, with the shipped small model. */
class PretrainingTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Path CONFIGS = ROOT.resolve("experiments/configs");

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed));

    private Experiment run(String config, String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("output=" + folder.resolve(name), "training.log-every=100"));
        all.addAll(List.of(overrides));
        Experiment experiment =
                ExperimentReader.read(CONFIGS.resolve(config), all).value();
        new TrainingRunner(experiment, console, ProgressDisplays.none()).run(false);
        return experiment;
    }

    @Test
    void projectorOfStageOneIsWhereStageTwoStarts() throws IOException {
        Experiment first = run("pretrain/demo.yaml", "first", "training.max-steps=12");
        assertThat(printed.toString()).contains("mm_projector.0.weight").doesNotContain("lora_A");
        LossCurve curve = LossCurve.read(new RunFolder(first.output()).metrics());
        assertThat(curve.losses().get(11)).isLessThan(curve.losses().get(0) * 0.9);

        Path export = first.output().resolve("export/projector");
        Checksums.verify(export);
        try (TensorSource file = TorchZipFile.open(export.resolve("mm_projector.bin"));
                TensorSource trained =
                        SafetensorsFile.open(first.output().resolve("checkpoints/step-000012/trainable.safetensors"));
                TensorSource initial =
                        SafetensorsFile.open(first.output().resolve("initial/mm_projector.safetensors"))) {
            assertThat(file.tensors().keySet())
                    .containsExactlyInAnyOrder(
                            "model.mm_projector.0.weight",
                            "model.mm_projector.0.bias",
                            "model.mm_projector.2.weight",
                            "model.mm_projector.2.bias");
            for (String name : trained.tensors().keySet()) {
                assertThat(TensorValues.floats(file, "model." + name)).isEqualTo(TensorValues.floats(trained, name));
                assertThat(TensorValues.floats(file, "model." + name)).isNotEqualTo(TensorValues.floats(initial, name));
            }
            // With its own learning rate at 0 the projector stays what it was, and the merged model shows it.
            Experiment second = run(
                    "demo/demo.yaml",
                    "second",
                    "model.projector=" + export,
                    "optimizer.projector-learning-rate=0",
                    "training.max-steps=1");
            try (LlavaWeights merged = LlavaWeights.open(second.output().resolve("export/llava-hf"))) {
                for (String name : trained.tensors().keySet()) {
                    assertThat(TensorValues.floats(merged, name)).isEqualTo(TensorValues.floats(trained, name));
                }
            }
        }
    }

    @Test
    void stageOneResumesFromTheProjectorItBeganWith() throws IOException {
        String steps = "training.max-steps=4";
        Experiment whole = run("pretrain/demo.yaml", "whole", steps);
        Experiment other = run("pretrain/demo.yaml", "other", steps);
        assertThat(other.output().resolve("checkpoints/step-000004/trainable.safetensors"))
                .hasSameBinaryContentAs(whole.output().resolve("checkpoints/step-000004/trainable.safetensors"));
        new TrainingRunner(other, console, ProgressDisplays.none()).run(true);
        Experiment seeded = run("pretrain/demo.yaml", "seeded", steps, "seed=7");
        try (TensorSource one = SafetensorsFile.open(whole.output().resolve("initial/mm_projector.safetensors"));
                TensorSource two = SafetensorsFile.open(seeded.output().resolve("initial/mm_projector.safetensors"))) {
            assertThat(TensorValues.floats(one, "mm_projector.0.weight"))
                    .isNotEqualTo(TensorValues.floats(two, "mm_projector.0.weight"));
        }
    }

    @Test
    void newProjectorsBeginAsLinearLayersOfPyTorch() {
        List<OutputTensor> tensors = NewProjector.tensors(new ProjectorConfig(400, 100, 2), 1);
        Map<String, Double> bounds = Map.of(
                "mm_projector.0.weight", 1 / 20.0,
                "mm_projector.0.bias", 1 / 20.0,
                "mm_projector.2.weight", 1 / 10.0,
                "mm_projector.2.bias", 1 / 10.0);
        assertThat(tensors).hasSize(4);
        for (OutputTensor tensor : tensors) {
            double bound = bounds.get(tensor.info().name());
            float[] values = TensorValues.decode(tensor.bytes().get(), tensor.info());
            double largest = 0;
            double squares = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
                squares += (double) value * value;
            }
            assertThat(largest).isBetween(0.95 * bound, bound);
            double deviation = Math.sqrt(squares / values.length);
            assertThat(deviation / bound).isCloseTo(1 / Math.sqrt(3), offset(0.1));
        }
    }
}
