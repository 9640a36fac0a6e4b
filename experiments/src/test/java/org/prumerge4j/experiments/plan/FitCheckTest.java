package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;

class FitCheckTest {
    private static final Path CONFIGS =
            Path.of(System.getProperty("project.root")).resolve("experiments/configs");
    private static final long PLENTY = 4L << 40;

    @TempDir
    private Path folder;

    private Bound<Experiment> experiment(String name, String... overrides) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of("output=" + folder.resolve("run")));
        all.addAll(List.of(overrides));
        return ExperimentReader.read(CONFIGS.resolve(name), all);
    }

    @Test
    void aRunLargerThanMemoryIsRefusedWithWhatToChange() throws IOException {
        Bound<Experiment> large = experiment("llava-1.5-7b/prumerge-plus.yaml");

        assertThat(FitCheck.check(large, new Machine(PLENTY, PLENTY))).isEmpty();
        assertThat(FitCheck.check(large, new Machine(1L << 30, PLENTY)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("training.batch-size");
                    assertThat(problem.message())
                            .contains("memory: the run needs about", "use a machine with at least", "--without-plan");
                });
        assertThat(FitCheck.check(large, new Machine(PLENTY, 1L << 20)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("disk: checkpoints and exports take"));
    }

    @Test
    void theDemoFitsHere() throws IOException {
        assertThat(FitCheck.check(experiment("demo/demo.yaml"))).isEmpty();
    }

    @Test
    void whatCannotBePlannedIsLeftToOtherChecks() throws IOException {
        assertThat(FitCheck.check(
                        experiment("demo/demo.yaml", "model.llava=" + folder.resolve("nowhere")), new Machine(1, 1)))
                .isEmpty();
    }
}
