package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.JsonSchema;

class MainTest {
    private static final String DEMO = System.getProperty("project.root") + "/experiments/configs/demo/demo.yaml";

    @TempDir
    Path folder;

    @Test
    void helpAndVersionGoToStandardOutput() {
        Result help = CommandRunner.run("--help");
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("Usage: prumerge4j", "validate", "schema", "Exit codes:");
        assertThat(help.err()).isEmpty();

        Result version = CommandRunner.run("--version");
        assertThat(version.code()).isEqualTo(ExitCode.OK);
        assertThat(version.out()).startsWith("prumerge4j ").contains("Java " + System.getProperty("java.version"));
    }

    @Test
    void withoutCommandItExplainsItselfAndFails() {
        Result result = CommandRunner.run();

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("Usage: prumerge4j");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void misspeltCommandsAndOptionsAreUsageErrors() {
        assertThat(CommandRunner.run("validat").code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(CommandRunner.run("validat").err()).contains("Did you mean: prumerge4j validate");
        assertThat(CommandRunner.run("validate", DEMO, "--resolve").code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(CommandRunner.run("validate").code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void validateAcceptsARightFile() {
        Result result = CommandRunner.run("validate", DEMO, "--no-files");

        assertThat(result).isEqualTo(new Result(ExitCode.OK, DEMO + ": valid" + System.lineSeparator(), ""));
    }

    @Test
    void validateReportsFileAndCommandLineTogether() throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.yaml"), Files.readString(Path.of(DEMO)).replace("rank: 16", "rnak: 16"));

        Result result = CommandRunner.run("validate", file.toString(), "seed=x", "--set", "training.epoch=1");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("prumerge4j validate: 3 problems in the configuration:")
                .contains(
                        "lora.rnak: unknown key 'rnak'; did you mean 'rank'?",
                        "rnak: 16" + System.lineSeparator(),
                        "command line: seed: found 'x', expected an integer",
                        "command line: training.epoch: unknown key 'epoch'; did you mean 'epochs'?")
                .doesNotContain("\tat ");
    }

    @Test
    void validateTellsMissingFilesFromWrongOnes() throws IOException {
        Result result = CommandRunner.run("validate", DEMO, "root=" + folder);

        assertThat(result.code()).isEqualTo(4).isEqualTo(ExitCode.FILES_MISSING);
        assertThat(result.out()).contains(": valid; what it names but is not there:");
        Path file = Files.writeString(folder.resolve("file"), "");
        Result wrong = CommandRunner.run("validate", DEMO, "output=" + file);
        assertThat(wrong.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(wrong.err()).contains("output: " + file + " is a file, expected a folder or nothing");
        assertThat(result.err())
                .contains("model.llava: " + folder.resolve("experiments/demo/model") + ": there is no such folder");
    }

    @Test
    void validatePrintsTheResolvedConfiguration() throws IOException {
        Result result = CommandRunner.run("validate", DEMO, "--no-files", "--resolved", "optimizer.epsilon=1e-6");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("epsilon: 1.0E-6", "accumulation: 1");

        Path saved = Files.writeString(folder.resolve("resolved.yaml"), result.out());
        assertThat(CommandRunner.run("validate", saved.toString(), "--no-files", "--resolved")
                        .out())
                .isEqualTo(result.out());
    }

    @Test
    void schemaPrintsTheSchema() {
        assertThat(CommandRunner.run("schema").out()).isEqualTo(JsonSchema.of(Experiment.class, SchemaCommand.TITLE));
    }

    @Test
    void aMissingConfigurationIsBadInput() {
        Result result = CommandRunner.run("validate", folder.resolve("no.yaml").toString());

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("no.yaml: there is no such file");
    }

    @Test
    void aFailedRunIsOneMessageWithoutStackTrace() {
        Result result = CommandRunner.runCommand(
                new InspectCommand((path, tensors, console) -> {
                    throw new NoSuchFileException("model.safetensors");
                }),
                "x");

        assertThat(result)
                .isEqualTo(new Result(
                        ExitCode.RUN_FAILED,
                        "",
                        "inspect: model.safetensors: there is no such file" + System.lineSeparator()));
    }

    @Test
    void errorsOfTheJavaMachineAreOneMessageToo() {
        Result memory = CommandRunner.runCommand(
                new InspectCommand((path, tensors, console) -> {
                    throw new OutOfMemoryError("Java heap space");
                }),
                "x");
        Result natives = CommandRunner.runCommand(
                new InspectCommand((path, tensors, console) -> {
                    throw new ExceptionInInitializerError(
                            new IllegalStateException("no jnind4jcpu in java.library.path"));
                }),
                "x");

        assertThat(memory.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(memory.err())
                .startsWith("inspect: out of memory (Java heap space): give Java more with PRUMERGE4J_OPTS=-Xmx")
                .doesNotContain("\tat ");
        assertThat(natives)
                .isEqualTo(new Result(
                        ExitCode.RUN_FAILED,
                        "",
                        "inspect: no jnind4jcpu in java.library.path" + System.lineSeparator()));
    }

    @Test
    void verboseShowsTheStackTrace() {
        Result result = CommandRunner.run("validate", folder.resolve("no.yaml").toString(), "--verbose");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("\tat org.prumerge4j.experiments.yaml.YamlReader");
    }
}
