package org.prumerge4j.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.schema.Experiment;

/** How runs are repeated, recorded and shared; what a run does is made up here. */
class AblationRunnerTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    /** Stages that note what they are asked for, and fail or stop where they are told to. */
    private static final class FakeStages implements Stages {
        private final List<String> calls = new ArrayList<>();
        private final Set<String> failing = new HashSet<>();
        private @Nullable String stopAt;
        private double seconds = 1;

        @Override
        public Tuned tune(Experiment experiment) throws IOException {
            call("tune " + experiment.name() + " " + experiment.reducer().name());
            return new Tuned(
                    experiment.output().resolve(LlavaStages.ADAPTER),
                    Map.of("seconds", seconds++, "samples", 8, "tokens", 400),
                    List.of(List.of(1.0, 4.0), List.of(2.0, 2.0)));
        }

        @Override
        public Answered answer(AblationRun run, @Nullable Path adapter, AblationData data, Path answers)
                throws IOException {
            call("answer " + run.name() + (adapter == null ? "" : " tuned"));
            double value = run.name().length();
            return new Answered(
                    new TreeMap<>(Map.of("color", new Score("color", value, 4), "words", new Score("words", 100, 4))),
                    List.of(new ScoreReport("pope", List.of(new Score("mean F1", value, 4)), List.of())),
                    12.5,
                    8,
                    seconds++);
        }

        @Override
        public List<JsonNode> pictures(AblationRun run, AblationData data) {
            return List.of(new ObjectMapper().createObjectNode().put("image", "of " + run.name()));
        }

        private void call(String what) throws IOException {
            calls.add(what);
            if (what.equals(stopAt)) {
                throw new StoppedException("stopped at " + what);
            }
            if (failing.contains(what)) {
                throw new IOException("no luck with " + what);
            }
        }

        private List<String> takeCalls() {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private final FakeStages stages = new FakeStages();

    private Ablation ablation(String... overrides) throws IOException {
        Path file = Files.writeString(
                folder.resolve("ablation.yaml"),
                """
                name: test
                experiment: %s
                set: [training.max-steps=4]
                world: {train: 2, test: 1}
                reducers:
                  full: {name: none}
                  prumerge: {name: prumerge, preset: reference}
                matrix:
                  - {reducers: [full, prumerge]}
                  - {reducers: [full], tuning: [lora], seeds: [1, 2]}
                  - {reducers: [prumerge], tuned-with: full, tuning: [lora]}
                """
                        .formatted(ROOT.resolve("experiments/configs/demo/demo.yaml")));
        return AblationReader.read(file, List.of(overrides)).value();
    }

    private void run(Path output, String... overrides) throws IOException {
        Ablation ablation = ablation(overrides);
        new AblationRunner(
                        ablation,
                        output,
                        new TuningExperiments(ablation),
                        stages,
                        new Console(new PrintWriter(printed)))
                .run();
    }

    private Path output() {
        return folder.resolve("output");
    }

    private static Map<String, String> files(Path output) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(output)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".json"))
                    .filter(each -> !each.toString().contains("world"))
                    .toList()) {
                files.put(output.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    /** The files without what differs from one time to the next. */
    private static Map<String, JsonNode> lasting(Path output) throws IOException {
        Map<String, JsonNode> lasting = new TreeMap<>();
        for (Map.Entry<String, String> file : files(output).entrySet()) {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.getValue());
            json.remove(RunRecords.MEASURED);
            lasting.put(file.getKey(), json);
        }
        return lasting;
    }

    @Test
    void tuningIsDoneOnceForAllThatUseIt() throws IOException {
        run(output());

        assertThat(stages.takeCalls())
                .containsExactly(
                        "answer full",
                        "answer prumerge",
                        "tune test.full.seed-1 none",
                        "answer full.lora.seed-1 tuned",
                        "answer prumerge.lora-on-full.seed-1 tuned",
                        "tune test.full.seed-2 none",
                        "answer full.lora.seed-2 tuned");
    }

    @Test
    void startedAgainItDoesNothing() throws IOException {
        run(output());
        Map<String, String> first = files(output());
        stages.takeCalls();

        run(output());

        assertThat(stages.takeCalls()).isEmpty();
        assertThat(files(output())).isEqualTo(first).hasSize(5 + 2 + 1);
    }

    @Test
    void stoppedAnywhereItEndsWithTheSameFiles() throws IOException {
        run(output());
        List<String> all = stages.takeCalls();
        Path stopped = folder.resolve("stopped");
        for (String place : all) {
            stages.stopAt = place;
            assertThatThrownBy(() -> run(stopped)).hasMessage("stopped at " + place);
        }
        stages.stopAt = null;

        run(stopped);

        assertThat(lasting(stopped)).isEqualTo(lasting(output()));
        // Each once, and once more where it was stopped.
        assertThat(stages.takeCalls()).hasSize(2 * all.size());
    }

    @Test
    void aFailedRunIsRecordedAndTriedAgain() throws IOException {
        stages.failing.add("answer prumerge");
        stages.failing.add("tune test.full.seed-1 none");

        assertThatThrownBy(() -> run(output()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 of 5 runs failed");

        assertThat(stages.takeCalls())
                .filteredOn(call -> call.startsWith("tune test.full.seed-1"))
                .hasSize(1);
        JsonNode failure = new ObjectMapper()
                .readTree(output().resolve("failed/prumerge.json").toFile());
        assertThat(failure.path("message").asText()).isEqualTo("no luck with answer prumerge");
        assertThat(failure.path("error").asText()).isEqualTo("java.io.IOException");
        assertThat(output().resolve("failed/prumerge.lora-on-full.seed-1.json")).exists();
        assertThat(output().resolve("runs/full.lora.seed-2.json")).exists();
        stages.failing.clear();

        run(output());

        assertThat(stages.takeCalls())
                .containsExactly(
                        "answer prumerge",
                        "tune test.full.seed-1 none",
                        "answer full.lora.seed-1 tuned",
                        "answer prumerge.lora-on-full.seed-1 tuned");
        assertThat(output().resolve("failed")).isEmptyDirectory();
    }

    @Test
    void onlyWhatAChangeConcernsIsMadeAgain() throws IOException {
        run(output());
        stages.takeCalls();

        run(output(), "reducers.prumerge.iqr-factor=2.0");
        assertThat(stages.takeCalls()).containsExactly("answer prumerge", "answer prumerge.lora-on-full.seed-1 tuned");

        run(output(), "reducers.prumerge.iqr-factor=2.0", "set=[training.max-steps=5]");
        assertThat(stages.takeCalls())
                .containsExactly(
                        "tune test.full.seed-1 none",
                        "answer full.lora.seed-1 tuned",
                        "answer prumerge.lora-on-full.seed-1 tuned",
                        "tune test.full.seed-2 none",
                        "answer full.lora.seed-2 tuned");

        run(output(), "reducers.prumerge.iqr-factor=2.0", "set=[training.max-steps=5, training.log-every=7]");
        assertThat(stages.takeCalls()).isEmpty();

        run(output(), "reducers.prumerge.iqr-factor=2.0", "set=[training.max-steps=5]", "world.test=2");
        assertThat(stages.takeCalls()).hasSize(7);
    }

    @Test
    void aRunSaysEverythingAboutItself() throws IOException {
        run(output());
        String text = Files.readString(output().resolve("runs/full.lora.seed-1.json"));
        JsonNode run = new ObjectMapper().readTree(text);

        assertThat(text).doesNotContain(ROOT.toAbsolutePath().toString()).doesNotContain(folder.toString());
        assertThat(run.at("/configuration/reducer/preset").asText()).isEqualTo("none/all");
        assertThat(run.at("/configuration/tuning/recipe/training/max-steps").asInt())
                .isEqualTo(4);
        assertThat(run.at("/configuration/tuning/recipe/seed").asInt()).isEqualTo(1);
        assertThat(run.at("/data/sha256").asText()).hasSize(64);
        assertThat(run.at("/model/sha256").asText()).hasSize(64);
        assertThat(run.at("/versions/java").asText()).isEqualTo(System.getProperty("java.version"));
        // Words need no image and do not count.
        assertThat(run.at("/scores/mean").asDouble()).isEqualTo("full.lora.seed-1".length());
        assertThat(run.at("/scores/benchmarks/pope/scores/0/name").asText()).isEqualTo("mean F1");
        assertThat(run.at("/tokens/kept").asDouble()).isEqualTo(12.5);
        assertThat(run.at("/flops/prefill").asDouble()).isPositive();
        assertThat(run.at("/flops/tuning").asDouble()).isPositive();
        assertThat(run.at("/loss/1/1").asDouble()).isEqualTo(2);
        assertThat(run.at("/measured/seconds_answering").asDouble()).isPositive();
        assertThat(run.at("/measured/tuning/seconds").asDouble()).isPositive();
    }

    @Test
    void twoAtOnceAreRefused() throws IOException {
        try (var lock = new AblationFolder(output()).lock()) {
            assertThat(lock.isOpen()).isTrue();
            assertThatThrownBy(() -> run(output())).hasMessageContaining("in use by another ablation");
        }
    }

    @Test
    void longCurvesAreThinnedToMeans() {
        List<List<Double>> losses = new ArrayList<>();
        for (double step = 1; step <= 200; step++) {
            losses.add(List.of(step, step % 2));
        }

        assertThat(RunRecords.thinned(losses)).hasSize(100).allMatch(point -> point.get(1) == 0.5);
        assertThat(RunRecords.thinned(losses).get(99).get(0)).isEqualTo(200);
        assertThat(RunRecords.thinned(losses.subList(0, 3))).hasSize(3);
    }
}
