package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

class PlanCommandTest {
    private static final String CONFIGS = System.getProperty("project.root") + "/experiments/configs/";
    private static final String PLUS = CONFIGS + "llava-1.5-7b/prumerge-plus.yaml";

    @TempDir
    Path folder;

    private Result plan(String... arguments) {
        return CommandRunner.runCommand(new PlanCommand(List.of(), plan -> 3e12), arguments);
    }

    private static String line(Result result, String start) {
        return result.out()
                .lines()
                .filter(line -> line.strip().startsWith(start))
                .findFirst()
                .map(line -> line.strip().replaceAll(" {2,}", " | "))
                .orElse("no line " + start + " in\n" + result.out() + result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "7b/none, '6,738,415,616', '340,795,392', 576.0",
        "7b/prumerge, '6,738,415,616', '340,795,392', 40.0",
        "7b/prumerge-plus, '6,738,415,616', '340,795,392', 145.0",
        "13b/none, '13,015,864,320', '532,162,560', 576.0",
        "13b/prumerge, '13,015,864,320', '532,162,560', 40.0",
        "13b/prumerge-plus, '13,015,864,320', '532,162,560', 145.0"
    })
    void shippedConfigurationsArePlannedWithoutTheirFiles(String name, String all, String trained, String visual) {
        Result result = CommandRunner.run(
                "plan",
                CONFIGS + "llava-1.5-" + name + ".yaml",
                "root=" + folder,
                "--samples",
                "llava-1.5",
                "--memory",
                "2TB",
                "--disk",
                "1TB",
                "--gflops",
                "2000");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(line(result, "language model, frozen ")).isEqualTo("language model, frozen | " + all);
        assertThat(line(result, "trained in all")).endsWith("| " + trained);
        assertThat(line(result, "visual, per image")).isEqualTo("visual, per image | " + visual + " | 576.0");
        assertThat(line(result, "steps per epoch")).isEqualTo("steps per epoch | 5,198 | 5,198");
        assertThat(result.out()).endsWith("The run fits." + System.lineSeparator());
    }

    @Test
    void theNumbersOfOnePlan() {
        Result result = plan(
                PLUS, "root=" + folder, "--samples", "665298", "--memory", "1TB", "--disk", "1TB", "--gflops", "2000");

        assertThat(line(result, "language model, frozen, 16 bits"))
                .isEqualTo("language model, frozen, 16 bits | 13.2 GB");
        assertThat(line(result, "trained weights")).isEqualTo("trained weights, float32 | 1.4 GB");
        assertThat(line(result, "gradients")).isEqualTo("gradients, summed over a step | 1.4 GB");
        assertThat(line(result, "moments of Adam")).isEqualTo("moments of Adam | 2.7 GB");
        assertThat(line(result, "per sample")).isEqualTo("per sample | 273.0 | 704.0");
        assertThat(line(result, "per step of")).isEqualTo("per step of 128 samples | 34,944 | 90,112");
        assertThat(line(result, "frozen language model"))
                .isEqualTo("frozen language model, 4 per parameter and token | 923.548 | 2,381.604");
        assertThat(line(result, "hours")).isEqualTo("hours, at least | 750.7 | 1,884.7");
        assertThat(line(result, "3 checkpoints")).endsWith("| 12.3 GB");
        assertThat(line(result, "export llava-hf")).isEqualTo("export llava-hf, f16 | 14.1 GB");
        assertThat(line(result, "export peft")).isEqualTo("export peft, f32 | 1.4 GB");
    }

    @Test
    void missingFilesAreNamedWithWhereToGetThem() {
        Result result = plan(PLUS, "root=" + folder, "--memory", "1TB");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains(
                        "steps and hours are not known: the data are missing",
                        "model.language-model: " + folder.resolve("checkpoints/vicuna-7b-v1.5") + ": there is no",
                        "huggingface-cli download lmsys/vicuna-7b-v1.5 --local-dir " + folder,
                        "huggingface-cli download openai/clip-vit-large-patch14-336",
                        "liuhaotian/llava-v1.5-mlp2x-336px-pretrain-vicuna-7b-v1.5",
                        "data.instructions: ",
                        "liuhaotian/LLaVA-Instruct-150K llava_v1_5_mix665k.json --repo-type dataset",
                        "data.images: ",
                        "http://images.cocodataset.org/zips/train2017.zip")
                .doesNotContain("5,198");
        assertThat(plan(CONFIGS + "llava-1.5-13b/none.yaml", "root=" + folder, "--memory", "9TB")
                        .out())
                .contains("lmsys/vicuna-13b-v1.5", "pretrain-vicuna-13b-v1.5");
    }

    @Test
    void aRunThatCannotFitIsRefusedWithWhatToChange() {
        Result result = plan(PLUS, "root=" + folder, "--memory", "14GB", "--disk", "1GB");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.out()).contains("memory, estimated").doesNotContain("The run fits.");
        assertThat(result.err())
                .startsWith("plan: this run cannot fit" + System.lineSeparator() + "memory: the run needs about ")
                .contains(
                        "set training.batch-size=2 training.accumulation=64",
                        "or set training.activation-checkpointing=true: ",
                        "disk: checkpoints and exports take");
    }

    @Test
    void theMachineIsAskedOnlyIfItShallBeMeasured() {
        Result measured =
                plan(PLUS, "root=" + folder, "--memory", "1TB", "--disk", "1TB", "--samples", "10", "--measure");
        Result unknown = plan(PLUS, "root=" + folder, "--memory", "1TB", "--disk", "1TB", "--samples", "10");

        assertThat(line(measured, "hours, as fast as the measured step")).contains(" | ");
        assertThat(line(measured, "GFLOP/s")).isEqualTo("GFLOP/s (of a measured training step) | 3,000.0 | 3,000.0");
        assertThat(unknown.out()).contains("hours: give the machine's rate with --gflops, or --measure it");
    }

    @Test
    void theDataFileIsCountedIfItIsThere() throws IOException {
        Path data = Files.writeString(
                folder.resolve("data.json"),
                """
                [{"id": "a", "image": "x.png", "conversations": [{"from": "human", "value": "<image> Why?"}]},
                 {"id": "b", "conversations": [{"from": "human", "value": "How?"}]}]
                """);
        Result result = plan(PLUS, "root=" + folder, "data.instructions=" + data, "--memory", "1TB", "--disk", "1TB");

        assertThat(line(result, "samples (counted in " + data)).endsWith(" | 2 | 2");
        assertThat(line(result, "of them with an image")).endsWith(" | 1 | 1");
        assertThat(result.out()).contains("text tokens: estimated from the words of the data");
        assertThat(line(plan(PLUS, "data.instructions=" + data, "--memory", "1TB", "--samples", "7"), "samples"))
                .isEqualTo("samples (as given) | 7 | 7");
    }

    @Test
    void theDemoFitsHere() {
        Result result = CommandRunner.run("plan", CONFIGS + "demo/demo.yaml");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("sizes from config.json of the checkpoint", "files: all there");
    }

    @ParameterizedTest
    @CsvSource({
        "--samples, many, 'expected a number or llava-1.5'",
        "--samples, 0, 'at least one sample'",
        "--samples-with-image, 3, 'only with --samples N'",
        "--gflops, 0, 'expected a number above 0'",
        "--text-tokens, -1, 'expected a number above 0'",
        "--visual-tokens, NaN, 'expected a number above 0'",
        "--memory, much, 'expected a size such as 5GB'"
    })
    void wrongOptionsAreUsageErrors(String option, String value, String message) {
        Result result = plan(PLUS, option, value);

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void targetsThatMatchNothingAreConfigurationErrors() {
        Result result = plan(PLUS, "lora.targets=[model.layers.*.self_attn.x_proj]", "--memory", "1TB");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("lora.targets: ", "x_proj", "matches no linear layer");
    }

    @Test
    void checkpointsThatContradictTheArchitectureAreConfigurationErrors() {
        Result result = CommandRunner.run("plan", CONFIGS + "demo/demo.yaml", "model.architecture=llava-1.5-7b");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("model.architecture: found 'llava-1.5-7b'", "instead of 4096");
    }
}
