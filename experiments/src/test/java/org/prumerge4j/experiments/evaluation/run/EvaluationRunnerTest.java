package org.prumerge4j.experiments.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswersFile;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.evaluation.scienceqa.ScienceQa;
import org.prumerge4j.experiments.run.AnsweringModel;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.shapes.files.WorldSize;
import org.prumerge4j.experiments.shapes.files.WorldWriter;
import org.prumerge4j.testing.GoldenCases;

class EvaluationRunnerTest {
    private static final int MAX_NEW_TOKENS = 3;

    @TempDir
    private static Path world;

    @TempDir
    private Path output;

    @BeforeAll
    static void writeWorld() throws IOException {
        Path written = world.resolve("world");
        new WorldWriter(1, new WorldSize(0, 0, 24)).write(written);
        world = written;
    }

    private static Path data() {
        return world.resolve("test");
    }

    private EvaluationConfig config(String name) {
        return EvaluationConfig.of("golden", GoldenCases.path("checkpoints/llava-hf"), data(), output.resolve(name))
                .withReducer(new ReducerSection("prumerge", "reference", Map.of()))
                .withMaxNewTokens(MAX_NEW_TOKENS);
    }

    /** Content of the files of an evaluation that are the same however often it was interrupted. */
    private Map<String, String> lasting(String name) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Path folder = output.resolve(name);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String place = folder.relativize(file).toString();
                if (!place.endsWith("run.json") && !place.equals("result.json")) {
                    contents.put(place, Files.readString(file));
                }
            }
        }
        return contents;
    }

    @Test
    void allBenchmarksOfAFolderAreAnsweredAndScored() throws IOException {
        EvaluationResult result = EvaluationRunner.run(config("all"));
        assertThat(result.benchmarks())
                .extracting(BenchmarkResult::name)
                .containsExactly("vqav2", "scienceqa", "textvqa", "pope", "mme", "mmbench");
        assertThat(result.benchmarks()).allSatisfy(benchmark -> {
            assertThat(benchmark.scores()).isNotNull();
            assertThat(benchmark.questions()).isPositive();
            assertThat(benchmark.images()).isPositive();
            assertThat(benchmark.meanTokensKept()).isPositive();
            assertThat(benchmark.answers()).isRegularFile();
            assertThat(result.headline(benchmark.name())).isBetween(0.0, 2000.0);
        });
        assertThat(result.families()).containsKeys("color", "reading", "presence", "claim", "choice", "words");
        assertThat(result.families().get("color").questions()).isPositive();
        assertThat(result.meanTokensKept()).isPositive();
        assertThat(result.questionsPerSecond()).isPositive();
        assertThat(result.reducer()).containsEntry("preset", "prumerge/reference");
        Path folder = output.resolve("all");
        for (String file : List.of(
                "vqav2/upload.json",
                "mmbench/upload.tsv",
                "mme/results/existence.txt",
                "pope/scores.json",
                "result.json")) {
            assertThat(folder.resolve(file)).isRegularFile();
        }
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.map(Path::toString)).noneMatch(file -> file.endsWith(".log"));
        }
        EvaluationFiles files = new EvaluationFiles(
                folder.resolve("scienceqa/answers.jsonl"),
                data().resolve("scienceqa/llava_test_CQM-A.json"),
                data().resolve("scienceqa"));
        assertThat(new ScienceQa("test").score(files))
                .isEqualTo(result.benchmark("scienceqa").scores());
    }

    @Test
    void answersEqualThoseToSingleQuestionsInTheOrderOfTheQuestions() throws IOException {
        EvaluationRunner.run(config("single").withBenchmarks("scienceqa"));
        Path questionsFile = data().resolve("scienceqa/llava_test_CQM-A.json");
        List<BenchmarkQuestion> questions = new ScienceQa("test").questions(questionsFile);
        List<Placed<Answer>> answers = AnswersFile.read(output.resolve("single/scienceqa/answers.jsonl"));
        assertThat(answers).hasSameSizeAs(questions);
        try (AnsweringModel model =
                new AnsweringModel(GoldenCases.path("checkpoints/llava-hf"), null, "prumerge/reference")) {
            for (int i = 0; i < questions.size(); i++) {
                BenchmarkQuestion question = questions.get(i);
                Answer answer = answers.get(i).value();
                assertThat(answer.questionId()).isEqualTo(question.id());
                assertThat(answer.prompt()).isEqualTo(question.prompt());
                Path image = question.image() == null
                        ? null
                        : data().resolve("scienceqa/images/test")
                                .resolve(question.id().text() + "/image.png");
                String alone = model.answer(image, question.prompt().replace("<image>\n", ""), MAX_NEW_TOKENS);
                assertThat(answer.text()).as("answer %d", i).isEqualTo(alone);
            }
        }
    }

    @Test
    void anInterruptedEvaluationEndsWithTheSameFiles() throws IOException {
        EvaluationRunner.run(config("whole").withBenchmarks("vqav2", "pope"));
        Map<String, String> expected = lasting("whole");
        EvaluationConfig config = config("killed").withBenchmarks("vqav2", "pope");
        List<String> lines = new ArrayList<>();
        boolean done = false;
        for (int attempt = 0; attempt < 20 && !done; attempt++) {
            done = killedAfterOneBatch(config, lines);
            Path log = output.resolve("killed/vqav2/answers.log");
            if (Files.isRegularFile(log)) {
                String torn = "{\"question_id\": 1, \"prompt\": \"What is thi";
                Files.write(log, torn.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
            }
        }
        assertThat(done).isTrue();
        assertThat(lines).anyMatch(line -> line.contains("goes on after"));
        assertThat(lasting("killed")).isEqualTo(expected);
    }

    /** Runs until the first batch is answered; true if nothing was left to answer. */
    private static boolean killedAfterOneBatch(EvaluationConfig config, List<String> lines) throws IOException {
        try {
            EvaluationRunner.run(config, line -> {
                lines.add(line);
                if (line.contains(" questions")) {
                    throw new UncheckedIOException(new IOException("killed"));
                }
            });
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void aFinishedEvaluationIsNotAnsweredAgainButScoredAgain() throws IOException {
        EvaluationConfig config = config("done").withBenchmarks("pope");
        EvaluationRunner.run(config);
        Map<String, String> expected = lasting("done");
        FileUtils.delete(output.resolve("done/pope/scores.json").toFile());
        EvaluationRunner.run(config, line -> {
            throw new AssertionError("nothing is left to do, but: " + line);
        });
        assertThat(lasting("done")).isEqualTo(expected);
    }

    @Test
    void anotherEvaluationIsNotMixedIn() throws IOException {
        EvaluationRunner.run(config("mixed").withBenchmarks("pope"));
        ReducerSection other = new ReducerSection("spatial", null, Map.of());
        assertThatThrownBy(() -> EvaluationRunner.run(
                        config("mixed").withBenchmarks("pope").withReducer(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run.json")
                .hasMessageContaining("another evaluation");
    }

    @Test
    void someQuestionsAreAnsweredButNotScored() throws IOException {
        BenchmarkSection section = new BenchmarkSection("vqav2", 5, true, true, null, null, null);
        EvaluationConfig all = config("few");
        EvaluationConfig few = new EvaluationConfig(
                all.name(),
                all.root(),
                all.model(),
                null,
                all.data(),
                List.of(section),
                all.output(),
                all.generation());
        EvaluationResult result = EvaluationRunner.run(few);
        BenchmarkResult vqa = result.benchmark("vqav2");
        assertThat(vqa.scores()).isNull();
        assertThat(vqa.questions()).isEqualTo(5);
        assertThat(vqa.families().values().stream()
                        .mapToInt(score -> score.questions())
                        .sum())
                .isEqualTo(5);
        assertThat(result.reducer()).containsEntry("reducer", "none");
        assertThatThrownBy(() -> result.headline("vqav2")).hasMessageContaining("not scored");
    }

    @Test
    void missingFilesAreNamedTogether() {
        EvaluationConfig config = EvaluationConfig.of(
                "golden", GoldenCases.path("checkpoints/llava-hf"), output.resolve("nowhere"), output.resolve("out"));
        assertThatThrownBy(() -> EvaluationRunner.run(config)).hasMessageContaining("pope/llava_pope_test.jsonl");
        assertThatThrownBy(() -> EvaluationRunner.run(config.withBenchmarks("pope", "mme")))
                .hasMessageContaining("pope: questions")
                .hasMessageContaining("pope: right answers")
                .hasMessageContaining("pope: images")
                .hasMessageContaining("mme: questions")
                .hasMessageContaining("MME_Benchmark_release_version");
    }
}
