package org.prumerge4j.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.yaml.ConfigException;

class RunMatrixTest {
    private static final String HEAD =
            """
            name: test
            experiment: lora.yaml
            world: {train: 2, test: 1}
            reducers:
              full: {name: none}
              prumerge: {name: prumerge, preset: reference, iqr-factor: 2.0}
            """;

    @TempDir
    private Path folder;

    private Ablation ablation(String rest) throws IOException {
        Path file = Files.writeString(folder.resolve("ablation.yaml"), HEAD + rest);
        return AblationReader.read(file, List.of()).value();
    }

    private static List<String> names(Ablation ablation) {
        return RunMatrix.expand(ablation).stream().map(AblationRun::name).toList();
    }

    @Test
    void everyCombinationIsARunAndSeedsComeOneAfterAnother() throws IOException {
        Ablation ablation = ablation(
                """
                matrix:
                  - {reducers: [full, prumerge], tuning: [none, lora], seeds: [1, 2]}
                """);

        assertThat(names(ablation))
                .containsExactly(
                        "full",
                        "full.lora.seed-1",
                        "prumerge",
                        "prumerge.lora.seed-1",
                        "full.lora.seed-2",
                        "prumerge.lora.seed-2");
    }

    @Test
    void whatSeveralBlocksAskForIsMadeOnce() throws IOException {
        Ablation ablation = ablation(
                """
                matrix:
                  - {reducers: [full]}
                  - {reducers: [prumerge, full], tuning: [none], seeds: [1, 2]}
                """);

        assertThat(names(ablation)).containsExactly("full", "prumerge");
    }

    @Test
    void budgetsAreCountsOrShares() throws IOException {
        Ablation ablation = ablation(
                """
                matrix:
                  - {reducers: [prumerge], budgets: [16, 0.25]}
                """);
        List<AblationRun> runs = RunMatrix.expand(ablation);

        assertThat(names(ablation)).containsExactly("prumerge-16", "prumerge-0.25");
        assertThat(runs.get(0).reducer().options())
                .containsEntry("budget", "count")
                .containsEntry("count", 16L)
                .containsEntry("iqr-factor", 2.0);
        assertThat(runs.get(1).reducer().options())
                .containsEntry("budget", "ratio")
                .containsEntry("ratio", 0.25);
        assertThat(runs.get(1).label()).isEqualTo("prumerge");
    }

    @Test
    void aTuningWithAnotherReducerIsSharedWithTheRunsOfThat() throws IOException {
        Ablation ablation = ablation(
                """
                matrix:
                  - {reducers: [full], tuning: [lora], seeds: [7]}
                  - {reducers: [prumerge], tuning: [lora], tuned-with: full, seeds: [7]}
                """);
        List<AblationRun> runs = RunMatrix.expand(ablation);

        assertThat(names(ablation)).containsExactly("full.lora.seed-7", "prumerge.lora-on-full.seed-7");
        assertThat(Objects.requireNonNull(runs.get(1).tuning()))
                .isEqualTo(runs.get(0).tuning());
        assertThat(runs.get(1).reducer().name()).isEqualTo("prumerge");
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnce() {
        assertThatThrownBy(
                        () -> ablation(
                                """
                        evaluation: {folder: eval}
                        matrix:
                          - {reducers: [full, prumrege], tuned-with: plus}
                        tables:
                          - {title: Main, rows: [full, prumerge]}
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'world' brings its own questions")
                .hasMessageContaining("no reducer has the label 'prumrege', expected one of full, prumerge")
                .hasMessageContaining("no reducer has the label 'plus'")
                .hasMessageContaining("no run of the matrix is called 'prumerge'; there are full");
    }

    @Test
    void withoutAWorldTheQuestionsNeedAFolder() {
        assertThatThrownBy(() -> AblationReader.read(
                        Files.writeString(
                                folder.resolve("no-world.yaml"),
                                HEAD.replace("world: {train: 2, test: 1}\n", "") + "matrix: [{reducers: [full]}]\n"),
                        List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("without 'world' the questions have to come from somewhere");
    }
}
