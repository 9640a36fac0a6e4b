package org.prumerge4j.experiments.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.YamlWriter;

class ExperimentReaderTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void createFiles() throws IOException {
        fixture = Fixture.in(folder);
    }

    private Experiment read(String... overrides) throws IOException {
        return ExperimentReader.read(fixture.file(), List.of(overrides)).value();
    }

    private List<String> problems(String... overrides) {
        ThrowingCallable call = () -> read(overrides);
        return catchThrowableOfType(ConfigException.class, call).problems().stream()
                .map(p -> p.path() + ": " + p.message())
                .toList();
    }

    @Test
    void theDefaultsAreTheRecipeOfLlava() throws IOException {
        Experiment experiment = read();

        assertThat(experiment.optimizer())
                .isEqualTo(new OptimizerSection(
                        OptimizerSection.OptimizerName.ADAMW, 2e-4, null, List.of(0.9, 0.999), 1e-8, 0, 1));
        assertThat(experiment.data())
                .isEqualTo(new DataSection(
                        folder.resolve("data.json"),
                        folder.resolve("images"),
                        DataSection.Template.V1,
                        DataSection.AspectRatio.PAD,
                        2048,
                        DataSection.SampleOrder.SHUFFLED,
                        0,
                        DataSection.UnreadableImages.FAIL));
        assertThat(experiment.schedule().name()).isEqualTo(ScheduleSection.ScheduleName.COSINE);
        assertThat(experiment.lora()).isNotNull();
        assertThat(experiment.lora().alpha()).isEqualTo(256);
        assertThat(experiment.lora().targets()).hasSize(7).allMatch(target -> target.startsWith("model.layers.*."));
        assertThat(experiment.reducer().options()).isEqualTo(Map.of("min-keep", 2L));
    }

    @Test
    void relativePathsStartAtTheFileOrItsRoot() throws IOException {
        assertThat(read().output()).isEqualTo(folder.resolve("runs/test"));

        fixture.write("experiment.yaml", Fixture.MINIMAL + "root: sub/..//deeper\n");
        assertThat(read().output()).isEqualTo(folder.resolve("deeper/runs/test"));
        assertThat(read().root()).isEqualTo(folder.resolve("deeper"));
        assertThat(read().model().languageModel()).isEqualTo(folder.resolve("deeper/vicuna"));
    }

    @Test
    void relativePathsOfOverridesStartAtTheWorkingDirectory() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        fixture.write("experiment.yaml", Fixture.MINIMAL + "root: deeper\n");

        assertThat(read("output=o").output()).isEqualTo(here.resolve("o"));
        Experiment moved = read("root=elsewhere");
        assertThat(moved.root()).isEqualTo(here.resolve("elsewhere"));
        assertThat(moved.output()).isEqualTo(here.resolve("elsewhere/runs/test"));
    }

    @Test
    void theResolvedConfigurationReadsBackEqualFromAnywhere() throws IOException {
        Experiment experiment = read(
                "export=[{layout: peft}, {layout: llava, dtype: bf16, max-shard-size: 1.5GiB}]",
                "lora.init-seed=7",
                "schedule.warmup-steps=3",
                "training.max-steps=9",
                "reducer.iqr-factor=1.25",
                "reducer.order=raster",
                "reducer.extra-token=false",
                "demo.questions=[{image: cat.png, question: 'What: # is it?'}]");
        Path saved = fixture.write("runs/test/resolved.yaml", YamlWriter.write(experiment));

        assertThat(ExperimentReader.read(saved, List.of()).value()).isEqualTo(experiment);
    }

    @Test
    void disabledAdaptersCountAsLeftOut() throws IOException {
        assertThat(read("lora.enabled=false").lora()).isNull();
        assertThat(read("lora=null").lora()).isNull();
    }

    @Test
    void modelsAreWholeOrInThreeParts() {
        assertThat(problems("model.llava=x"))
                .containsExactly("model.language-model: 'llava' already holds this part: remove one of the two keys");
        assertThat(problems("model.projector=null", "model.vision-tower=null"))
                .containsExactlyInAnyOrder(
                        "model.vision-tower: missing: without 'llava' all of language-model, vision-tower and projector"
                                + " are needed",
                        "model.projector: missing: without 'llava' all of language-model, vision-tower and projector"
                                + " are needed");
        assertThat(problems("model={}"))
                .containsExactly("model: expected either 'llava', or 'language-model', 'vision-tower' and 'projector'");
    }

    @Test
    void aProjectorIsGivenOrNew() throws IOException {
        assertThat(read("model.projector=null", "model.new-projector=2").model().newProjector())
                .isEqualTo(2);
        assertThat(problems("model.new-projector=2"))
                .containsExactly("model.new-projector: 'projector' names one to start from: keep one of the two keys");
    }

    @Test
    void aWholeModelMayTakeItsTowerFromElsewhere() throws IOException {
        assertThat(read("model={llava: x, vision-tower: y}").model().visionTower())
                .isNotNull();
    }

    @Test
    void reportsCombinationsThatMakeNoSense() {
        assertThat(problems("schedule={warmup-ratio: 0.1, warmup-steps: 3}"))
                .containsExactly("schedule.warmup-steps: warmup-ratio is given as well: keep one of the two");
        assertThat(problems("lora=null", "export=[{layout: llava}, {layout: peft}]"))
                .containsExactly(
                        "export[1].layout: 'peft' writes an adapter, but there is no 'lora' section to train one");
        assertThat(problems("lora=null", "optimizer.projector-learning-rate=0"))
                .singleElement()
                .asString()
                .contains("nothing would be trained");
        assertThat(problems("lora.targets=[]")).singleElement().asString().contains("the list is empty");
        assertThat(problems("lora.targets=[a.b, q_proj]"))
                .singleElement()
                .asString()
                .startsWith("lora.targets[1]: found 'q_proj', expected a full path");
        assertThat(problems("name=a/b")).singleElement().asString().startsWith("name: found 'a/b', expected letters");
    }
}
