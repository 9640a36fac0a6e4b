package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.experiments.randomweights.RandomCheckpoint;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaArchitectures;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorValues;

class RandomCheckpointCommandTest {
    private static final LlavaConfig SMALL = LlavaConfig.of(
            new VisionConfig(24, 40, 3, 3, 14, 7, 1e-5),
            new DecoderConfig(64, 172, 2, 4, 4, 1000, 1e-5, 10000, 256),
            2);

    @TempDir
    private Path folder;

    @Test
    void writesWhatTheLoaderReads() throws IOException {
        Path target = folder.resolve("checkpoint");
        new RandomCheckpoint(SMALL, ElementType.BF16, 3, 50_000, null).write(target);

        try (LlavaWeights weights = LlavaWeights.open(target)) {
            assertThat(weights.files()).hasSizeGreaterThan(3);
            assertThat(weights.config().decoder()).isEqualTo(SMALL.decoder());
            assertThat(weights.config().vision()).isEqualTo(SMALL.vision());
            ExpectedWeights.of(SMALL).shapes().forEach((name, shape) -> {
                assertThat(weights.tensors().get(name).shape()).as(name).isEqualTo(shape);
                assertThat(weights.tensors().get(name).type()).isEqualTo(ElementType.BF16);
            });
            float[] values = TensorValues.floats(weights, "model.layers.1.mlp.up_proj.weight");
            double squares = 0;
            for (float value : values) {
                squares += value * value;
            }
            assertThat(Math.sqrt(squares / values.length)).isBetween(0.019, 0.021);
            assertThat(TensorValues.floats(weights, "model.norm.weight")).containsOnly(1f);
            assertThat(TensorValues.floats(weights, "mm_projector.0.bias")).containsOnly(0f);
        }
    }

    @Test
    void valuesDependOnSeedAndNameAlone() throws IOException {
        Map<Path, RandomCheckpoint> checkpoints = Map.of(
                folder.resolve("a"), new RandomCheckpoint(SMALL, ElementType.F16, 3, 50_000, null),
                folder.resolve("b"), new RandomCheckpoint(SMALL, ElementType.F16, 3, 1 << 30, null),
                folder.resolve("c"), new RandomCheckpoint(SMALL, ElementType.F16, 4, 1 << 30, null));
        for (Map.Entry<Path, RandomCheckpoint> entry : checkpoints.entrySet()) {
            entry.getValue().write(entry.getKey());
        }
        List<String> names = List.of("lm_head.weight", "model.layers.0.mlp.up_proj.weight");
        try (LlavaWeights a = LlavaWeights.open(folder.resolve("a"));
                LlavaWeights b = LlavaWeights.open(folder.resolve("b"));
                LlavaWeights c = LlavaWeights.open(folder.resolve("c"))) {
            for (String name : names) {
                assertThat(a.bytes(name)).isEqualTo(b.bytes(name)).isNotEqualTo(c.bytes(name));
            }
            assertThat(TensorValues.floats(a, "model.layers.0.mlp.up_proj.weight"))
                    .isNotEqualTo(TensorValues.floats(a, "model.layers.1.mlp.up_proj.weight"));
        }
    }

    @Test
    void aTokenizerGoesAlong() throws IOException {
        Path demo = Path.of(System.getProperty("project.root"), "experiments", "demo", "model");
        Path target = folder.resolve("checkpoint");
        new RandomCheckpoint(SMALL, ElementType.F32, 3, 1 << 30, demo).write(target);
        assertThat(Tokenizers.vocabulary(target)).isEqualTo(Tokenizers.vocabulary(demo));
    }

    @Test
    void layersCanBeLeftOut() {
        LlavaConfig shallow = RandomCheckpoint.withLayers(LlavaArchitectures.LLAVA_1_5_7B, 4, 2);
        assertThat(shallow.decoder().layers()).isEqualTo(4);
        assertThat(shallow.vision().layers()).isEqualTo(2);
        assertThat(shallow.decoder().intermediateSize()).isEqualTo(11008);
        assertThat(ExpectedWeights.of(shallow.decoder()).parameters())
                .isEqualTo(2L * 32000 * 4096 + 4096 + 4 * (4L * 4096 * 4096 + 3L * 4096 * 11008 + 2 * 4096));
    }

    @Test
    void whatCannotBeIsBadInput() {
        Result layers = CommandRunner.run(
                "random-checkpoint",
                "--layers",
                "0",
                "--to",
                folder.resolve("x").toString());
        Result type = CommandRunner.run(
                "random-checkpoint",
                "--dtype",
                "f8",
                "--to",
                folder.resolve("x").toString());
        Result name = CommandRunner.run(
                "random-checkpoint",
                "--architecture",
                "llava-7b",
                "--to",
                folder.resolve("x").toString());

        assertThat(List.of(layers.code(), type.code(), name.code())).containsOnly(ExitCode.BAD_INPUT);
        assertThat(layers.err()).contains("layers");
        assertThat(type.err()).contains("found 'f8', expected one of f16, bf16, f32");
        assertThat(name.err()).contains("llava-1.5-7b");
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
