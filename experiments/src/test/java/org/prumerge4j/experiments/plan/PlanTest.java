package org.prumerge4j.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.Problem;
import org.prumerge4j.model.config.LlavaArchitectures;

class PlanTest {
    private static final Path CONFIGS = Path.of(System.getProperty("project.root"), "experiments", "configs");
    private static final long TERABYTE = 1_000_000_000_000L;
    private static final String LLAMA =
            """
            {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": %d,
             "num_attention_heads": 32, "num_key_value_heads": 32, "vocab_size": 32000, "rms_norm_eps": 1e-5,
             "max_position_embeddings": 4096, "hidden_act": "silu"}
            """;

    @TempDir
    Path folder;

    private Bound<Experiment> experiment(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("root=" + folder));
        all.addAll(List.of(overrides));
        return ExperimentReader.read(CONFIGS.resolve("llava-1.5-7b/prumerge-plus.yaml"), all);
    }

    private Plan plan(Machine machine, @Nullable SampleCounts samples, String... overrides) throws IOException {
        return Plan.of(new PlanQuestion(experiment(overrides), machine, samples, null, null));
    }

    private static Machine machine(double memoryGigabytes) {
        return new Machine((long) (memoryGigabytes * 1e9), TERABYTE);
    }

    @Test
    void stepsAreThoseOfThePublishedRecipes() throws IOException {
        Plan plan = plan(machine(512), SampleCounts.LLAVA_1_5);

        assertThat(plan.samplesPerStep()).isEqualTo(128);
        assertThat(plan.stepsPerEpoch(SampleCounts.LLAVA_1_5)).isEqualTo(5198);
        assertThat(plan.totalSteps(SampleCounts.LLAVA_1_5)).isEqualTo(5198);
        assertThat(plan.samplesSeen(SampleCounts.LLAVA_1_5)).isEqualTo(665_298);

        Plan trial = plan(machine(512), SampleCounts.LLAVA_1_5, "training.max-steps=100", "training.epochs=3");
        assertThat(trial.totalSteps(SampleCounts.LLAVA_1_5)).isEqualTo(100);
        assertThat(trial.samplesSeen(SampleCounts.LLAVA_1_5)).isEqualTo(12_800);
        assertThat(plan(machine(512), null, "training.epochs=3").totalSteps(SampleCounts.given(129, 129)))
                .isEqualTo(6);
    }

    @Test
    void hoursAreTheWorkOfAllSamplesAtTheRate() throws IOException {
        Plan plan = plan(machine(512), SampleCounts.LLAVA_1_5);
        StepWork work = plan.work(plan.tokens());

        assertThat(plan.hours(SampleCounts.LLAVA_1_5, plan.tokens(), 2e12))
                .isCloseTo(665_298 * work.total() / 2e12 / 3600, within(1e-6));
        assertThat(plan.tokens().total()).isCloseTo(128 + 145 * 624_610.0 / 665_298, within(1e-6));
        assertThat(plan.unreduced().visual()).isEqualTo(576);
    }

    @Test
    void whatIsGivenWinsOverWhatIsCountedOrAssumed() throws IOException {
        SampleCounts counted = new SampleCounts(10, 10, 1000, 20, "counted");
        Plan given = Plan.of(new PlanQuestion(experiment(), machine(512), counted, 77.0, 33.0));
        assertThat(given.tokens()).isEqualTo(new TokensPerSample(77, 33, 1, 2048));
        assertThat(given.textOrigin()).isEqualTo("as given");
        assertThat(plan(machine(512), counted).tokens().text()).isEqualTo(35 + (4 * 20 + 1.35 * 1000) / 10);
        assertThat(plan(machine(512), null).tokens().text()).isEqualTo(128);
    }

    @Test
    void aFrozenProjectorAndNoAdaptersAreSeen() throws IOException {
        assertThat(plan(machine(512), null, "optimizer.projector-learning-rate=0")
                        .parameters()
                        .trained())
                .isEqualTo(319_815_680);
        assertThat(plan(machine(512), null, "lora.enabled=false", "export=[]")
                        .parameters()
                        .trained())
                .isEqualTo(20_979_712);
    }

    @Test
    void aRunThatFitsHasNoRemedies() throws IOException {
        assertThat(Remedies.of(plan(machine(2000), null))).isEmpty();
    }

    @Test
    void tooManySamplesAtOnceAreAnsweredWithTheLargestBatchThatFits() throws IOException {
        Plan plan = plan(machine(14), null);
        List<String> remedies = Remedies.of(plan);

        assertThat(remedies.get(0)).startsWith("memory: the run needs about ").endsWith("there are 14.0 GB");
        assertThat(plan.memory().total(2, plan.tokens())).isLessThan(14e9);
        assertThat(plan.memory().total(4, plan.tokens())).isGreaterThan(14e9);
        assertThat(remedies).anyMatch(line -> line.contains("training.batch-size=2 training.accumulation=64"));
        assertThat(Remedies.of(plan(machine(14), null, "training.batch-size=2", "training.accumulation=64")))
                .isEmpty();
    }

    @Test
    void fewerVisualTokensThatAreNamedReallyFit() throws IOException {
        Plan plan = plan(machine(14), null);
        String line = Remedies.of(plan).stream()
                .filter(text -> text.contains("visual tokens"))
                .findFirst()
                .orElseThrow();
        int most = Integer.parseInt(line.replaceAll(".*at most about (\\d+) .*", "$1"));

        Plan fewer = Plan.of(new PlanQuestion(experiment(), machine(14), null, null, (double) most));
        Plan more = Plan.of(new PlanQuestion(experiment(), machine(14), null, null, most + 1.0));
        assertThat(Remedies.of(fewer)).isEmpty();
        assertThat(Remedies.of(more)).isNotEmpty();
    }

    @Test
    void weightsThatAreTooLargeAreNobodysBatch() throws IOException {
        assertThat(Remedies.of(plan(machine(1), null)))
                .anyMatch(line -> line.contains("whatever the batch and the reducer"))
                .anyMatch(line -> line.contains("use a machine with at least"))
                .noneMatch(line -> line.contains("training.batch-size="));
    }

    @Test
    void aSmallerRankThatIsNamedReallyFits() throws IOException {
        Plan plan = plan(machine(8), null);
        String line = Remedies.of(plan).stream()
                .filter(text -> text.contains("lora.rank="))
                .findFirst()
                .orElseThrow();
        String rank = line.replaceAll(".*(lora\\.rank=\\d+) .*", "$1");

        assertThat(Remedies.of(plan(machine(8), null, rank, "training.batch-size=1", "training.accumulation=128")))
                .isEmpty();
    }

    @Test
    void aFullDiskIsSeen() throws IOException {
        Plan plan = plan(new Machine(2 * TERABYTE, 1_000_000_000), null);

        assertThat(Remedies.of(plan))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("disk: checkpoints and exports take 27.8 GB, free are 1.0 GB");
    }

    @Test
    void checkpointsOnDiskTellTheSizes() throws IOException {
        write("vicuna/config.json", LLAMA.formatted(32));
        Bound<Experiment> experiment = experiment("model.language-model=" + folder.resolve("vicuna"));

        PlannedModel model = PlannedModel.of(experiment);
        assertThat(model.origin()).contains("config.json");
        assertThat(model.config().decoder()).isEqualTo(LlavaArchitectures.VICUNA_7B);
        assertThat(model.config().vision()).isEqualTo(LlavaArchitectures.CLIP_VIT_L_14_336);
        assertThat(ArchitectureCheck.check(experiment)).isEmpty();
    }

    @Test
    void checkpointsThatContradictTheArchitectureAreRefused() throws IOException {
        write("vicuna/config.json", LLAMA.formatted(31));

        List<Problem> problems =
                ArchitectureCheck.check(experiment("model.language-model=" + folder.resolve("vicuna")));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("model.architecture");
            assertThat(problem.message()).contains("found 'llava-1.5-7b'", "layers 31 instead of 32");
            assertThat(problem.place().line()).isGreaterThan(1);
        });
        write("vicuna/config.json", "{");
        assertThat(ArchitectureCheck.check(experiment("model.language-model=" + folder.resolve("vicuna"))))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("cannot be compared");
    }

    @Test
    void withoutCheckpointsTheArchitectureDecides() throws IOException {
        assertThat(PlannedModel.of(experiment("model.architecture=llava-1.5-13b"))
                        .config())
                .isEqualTo(LlavaArchitectures.LLAVA_1_5_13B);
        assertThat(ArchitectureCheck.check(experiment())).isEmpty();
        Bound<Experiment> nothing = ExperimentReader.read(
                CONFIGS.resolve("demo/demo.yaml"), List.of("root=" + folder, "model.llava=" + folder.resolve("none")));
        assertThat(ArchitectureCheck.check(nothing)).isEmpty();
        assertThatThrownBy(() -> PlannedModel.of(nothing))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.architecture=llava-1.5-7b");
    }

    @Test
    void misspeltArchitecturesAreConfigurationErrors() {
        assertThatThrownBy(() -> experiment("model.architecture=llava-1.5-7"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("one of llava-1.5-7b, llava-1.5-13b; did you mean 'llava-1.5-7b'?");
    }

    @Test
    void freeSpaceIsThatOfTheNearestFolder() throws IOException {
        Machine here = Machine.here(folder.resolve("not/yet/there"));

        assertThat(here.memoryBytes()).isGreaterThan(1L << 28);
        assertThat(here.diskBytes()).isPositive();
        assertThat(here.withMemory(5).withDisk(6)).isEqualTo(new Machine(5, 6));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
