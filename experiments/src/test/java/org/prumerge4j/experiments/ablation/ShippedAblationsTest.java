package org.prumerge4j.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.experiments.run.TrainingSettings;
import org.prumerge4j.experiments.schema.Experiment;

class ShippedAblationsTest {
    private static Ablation read(String name) throws IOException {
        return ShippedAblations.read(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes.yaml", "demo.yaml"})
    void theirRecipeReadsAndTheirReducersExist(String name) throws IOException {
        Ablation ablation = read(name);
        Experiment recipe = new TuningExperiments(ablation).base();

        assertThat(recipe.lora()).isNotNull();
        assertThat(RunMatrix.expand(ablation)).isNotEmpty().allSatisfy(run -> assertThat(
                        TrainingSettings.reducer(run.reducer()).preset())
                .isNotEmpty());
    }

    @Test
    void thePapersTablesAreThereWithTheirControls() throws IOException {
        Ablation ablation = read("shapes.yaml");
        List<String> runs =
                RunMatrix.expand(ablation).stream().map(AblationRun::name).toList();

        assertThat(ablation.tables())
                .extracting(TableSection::paper)
                .contains(
                        TableSection.Paper.MAIN,
                        TableSection.Paper.SAMPLING,
                        TableSection.Paper.MODULES,
                        TableSection.Paper.TRAINING);
        for (String tuned :
                List.of("full.lora", "prumerge.lora", "prumerge-plus.lora", "spatial.lora", "random.lora")) {
            assertThat(runs).contains(tuned + ".seed-1", tuned + ".seed-2", tuned + ".seed-3");
        }
        assertThat(runs).contains("sequential", "aits");
    }

    @Test
    void theBaseModelNeverSawTheWorldsThatAreAskedAbout() throws IOException {
        assertThat(List.of(read("shapes.yaml").world(), read("demo.yaml").world()))
                .allSatisfy(world -> assertThat(world).isNotNull())
                .extracting(world -> world == null ? 1 : world.seed())
                .doesNotContain(1L)
                .doesNotHaveDuplicates();
    }
}
