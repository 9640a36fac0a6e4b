package org.prumerge4j.experiments.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.JsonSchema;
import org.prumerge4j.experiments.yaml.Problem;

class ShippedConfigurationsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("project.root"));
    private static final Path CONFIGS = REPOSITORY.resolve("experiments/configs");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void areAllThere() throws IOException {
        assertThat(files())
                .extracting(file -> CONFIGS.relativize(file).toString().replace('\\', '/'))
                .contains(
                        "demo/demo.yaml",
                        "llava-1.5-7b/none.yaml",
                        "llava-1.5-7b/prumerge.yaml",
                        "llava-1.5-7b/prumerge-plus.yaml",
                        "llava-1.5-13b/none.yaml",
                        "llava-1.5-13b/prumerge.yaml",
                        "llava-1.5-13b/prumerge-plus.yaml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void bindWithPathsInsideTheRepository(Path file) throws IOException {
        Experiment experiment = ExperimentReader.read(file, List.of()).value();

        assertThat(experiment.root()).isEqualTo(REPOSITORY.toAbsolutePath().normalize());
        assertThat(experiment.output()).isEqualTo(REPOSITORY.resolve("runs").resolve(experiment.name()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void documentThemselves(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String name = REPOSITORY.relativize(file).toString().replace('\\', '/');

        assertThat(lines).anyMatch(line -> line.startsWith("# Run:"));
        assertThat(lines).anyMatch(line -> line.startsWith("# Override:"));
        assertThat(lines).as("a command with this file's own name").anyMatch(line -> line.contains(name));
    }

    @ParameterizedTest
    @CsvSource({"7b, 3", "13b, 3"})
    void followTheRecipeOfLlava(String size, int variants) throws IOException {
        List<Path> files = files().stream()
                .filter(file -> file.getParent().endsWith("llava-1.5-" + size))
                .toList();

        assertThat(files).hasSize(variants);
        for (Path file : files) {
            Experiment experiment = ExperimentReader.read(file, List.of()).value();
            String variant = file.getFileName().toString().replace(".yaml", "");
            assertThat(experiment.reducer().name()).isEqualTo(variant);
            assertThat(experiment.name()).isEqualTo("llava-1.5-" + size + "-" + variant);
            assertThat(experiment.lora())
                    .usingRecursiveComparison()
                    .ignoringFields("targets")
                    .isEqualTo(new LoraSection(true, 128, 256, 0.05, false, List.of(), null));
            assertThat(experiment.lora().targets()).hasSize(7);
            assertThat(experiment.optimizer())
                    .isEqualTo(new OptimizerSection(
                            OptimizerSection.OptimizerName.ADAMW, 2e-4, 2e-5, List.of(0.9, 0.999), 1e-8, 0, 1));
            assertThat(experiment.schedule())
                    .isEqualTo(new ScheduleSection(ScheduleSection.ScheduleName.COSINE, 0.03, null));
            assertThat(experiment.training().batchSize() * experiment.training().accumulation())
                    .isEqualTo(128);
            assertThat(experiment.training().epochs()).isEqualTo(1);
            assertThat(experiment.data().maxLength()).isEqualTo(2048);
        }
    }

    @Test
    void reportMissingCheckpointsAsMissingFiles() throws IOException {
        Path nowhere = REPOSITORY.resolve("target/nowhere");
        Bound<Experiment> experiment =
                ExperimentReader.read(CONFIGS.resolve("llava-1.5-7b/prumerge.yaml"), List.of("root=" + nowhere));

        assertThat(FileCheck.check(experiment))
                .extracting(Problem::path)
                .containsExactly(
                        "model.language-model",
                        "model.vision-tower",
                        "model.projector",
                        "data.instructions",
                        "data.images");
    }

    @Test
    void theSchemaForEditorsIsUpToDate() throws IOException {
        assertThat(CONFIGS.resolve("schema.json"))
                .as("write it anew: ./prumerge4j schema > experiments/configs/schema.json")
                .hasContent(JsonSchema.of(Experiment.class, "PruMerge4J experiment"));
    }
}
