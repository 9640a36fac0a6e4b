package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

class ProfileCommandTest {
    private static final String DEMO = Path.of(System.getProperty("project.root"), "experiments/configs/demo/demo.yaml")
            .toString();

    @TempDir
    private Path folder;

    @Test
    void showsWhereTheTimeOfAStepGoesAndWritesNothing() {
        Path output = folder.resolve("run");

        Result result = CommandRunner.run(
                "profile",
                DEMO,
                "output=" + output,
                "training.batch-size=2",
                "--steps",
                "2",
                "--warm-up",
                "1",
                "--top",
                "3");

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains("forward and backward of 2 samples: ")
                .containsPattern("matmul +\\d+ +\\d+\\.\\d+ +\\d+\\.\\d+ +\\d+\\.\\d+ +\\d+\\.\\d+ +\\d+")
                .containsPattern("attention '? +\\d+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +0?[1-9.]")
                .containsPattern("arena [0-9.]+ MB instead of [0-9.]+ MB");
        String[] dearest =
                result.out().substring(result.out().indexOf("  step kind")).split("\\R");
        assertThat(dearest).hasSize(4);
        assertThat(dearest[1]).containsPattern("\\[\\d+, \\d+\\]$");
        assertThat(Files.exists(output)).isFalse();
    }

    @Test
    void wrongNumbersAreRefused() {
        Result result = CommandRunner.run("profile", DEMO, "--steps", "0");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("--steps: found 0, expected at least 1");
    }
}
