package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.run.BenchmarkResult;
import org.prumerge4j.experiments.evaluation.run.EvaluationConfig;
import org.prumerge4j.experiments.evaluation.run.EvaluationReader;
import org.prumerge4j.experiments.evaluation.run.EvaluationResult;
import org.prumerge4j.experiments.run.ReducerCheck;
import org.prumerge4j.experiments.yaml.Bound;

class EvaluateCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));

    @TempDir
    private Path folder;

    private final List<Object> calls = new ArrayList<>();

    private EvaluateCommand command() {
        return new EvaluateCommand(() -> calls.add("hardware"), ReducerCheck::check, (config, progress) -> {
            calls.add(config);
            progress.accept("half way");
            Score score = new Score("mean F1", 81.25, 100);
            BenchmarkResult pope = new BenchmarkResult(
                    "pope",
                    new ScoreReport("pope", List.of(score), List.of()),
                    Map.of(),
                    100,
                    10,
                    41.5,
                    2,
                    Path.of("a"));
            Map<String, Score> families = Map.of("presence", new Score("presence", 75, 100));
            return new EvaluationResult("x", Map.of(), List.of(pope), families, 41.5, 2, 50);
        });
    }

    private Path file(String benchmarks) throws IOException {
        Path file = folder.resolve("evaluation.yaml");
        Files.writeString(
                file,
                """
                name: x
                model: {checkpoint: base}
                reducer: {name: prumerge}
                data: eval
                output: out
                benchmarks: %s
                """
                        .formatted(benchmarks));
        return file;
    }

    @Test
    void readsTheFileRunsAndShowsScores() throws IOException {
        Path file = file("[{name: pope}]");
        Result result = CommandRunner.runCommand(
                command(), "--config", file.toString(), "reducer.name=none", "generation.max-new-tokens=5");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(calls.get(0)).isEqualTo("hardware");
        EvaluationConfig config = (EvaluationConfig) calls.get(1);
        assertThat(config.model().checkpoint()).isEqualTo(folder.resolve("base"));
        assertThat(config.reducer().name()).isEqualTo("none");
        assertThat(config.generation().maxNewTokens()).isEqualTo(5);
        assertThat(config.benchmarks()).singleElement().satisfies(section -> {
            assertThat(section.ocrHints()).isTrue();
            assertThat(section.score()).isTrue();
        });
        assertThat(result.out())
                .contains("half way")
                .containsPattern("pope +mean F1 +81\\.25 +100 +41\\.50 +50\\.00")
                .containsPattern("presence +75\\.00")
                .contains("written to " + folder.resolve("out"));
    }

    @Test
    void mistakesAreToldWithTheirPlaceBeforeAnythingRuns() throws IOException {
        Result unknown = CommandRunner.runCommand(
                command(), "--config", file("[{name: poppe}]").toString());
        Result twice = CommandRunner.runCommand(
                command(), "--config", file("[{name: mme}, {name: mme}]").toString());

        assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(unknown.err()).containsPattern("evaluation\\.yaml:6:\\d+: benchmarks\\[0\\]\\.name: found 'poppe'");
        assertThat(twice.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(twice.err()).contains("benchmarks[1].name: 'mme' is there twice");
        assertThat(calls).isEmpty();
    }

    @Test
    void aReducerThatDoesNotExistIsRefused() throws IOException {
        Result result =
                CommandRunner.runCommand(command(), "--config", file("[]").toString(), "reducer.name=prunmerge");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("reducer.name: found 'prunmerge'").contains("prumerge");
        assertThat(calls).isEmpty();
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("experiments/evaluations"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedEvaluationsAreRight(Path file) throws IOException {
        Bound<EvaluationConfig> config = EvaluationReader.read(file, List.of());
        assertThat(ReducerCheck.check(config, config.value().reducer())).isEmpty();
        List<String> commands = Files.readAllLines(file).stream()
                .filter(line -> line.contains("./prumerge4j "))
                .map(line -> line.substring(line.indexOf("./prumerge4j ") + "./prumerge4j ".length()))
                .toList();
        assertThat(commands).hasSizeGreaterThan(2);
        for (String command : commands) {
            Main.commandLine().parseArgs(command.split(" ", -1));
            if (command.startsWith("evaluate")) {
                assertThat(command).contains(file.getFileName().toString());
            }
        }
    }
}
