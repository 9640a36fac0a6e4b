package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fresh Java process loads, and what it prints where. */
class StartUpTest {
    private static final String DEMO = "experiments/configs/demo/demo.yaml";

    private static String start(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Path.of(System.getProperty("project.root")).toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = IOUtils.toString(process.getInputStream(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isEqualTo(ExitCode.OK);
        return text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "validate " + DEMO + " --no-files"})
    void loadsNeitherNd4jNorLogging(String arguments) throws IOException, InterruptedException {
        String loaded = start(List.of("-Xlog:class+load:stdout"), arguments.split(" ", -1));

        assertThat(loaded)
                .contains("org.prumerge4j.experiments.cli.RootCommand source:")
                .doesNotContain("org.nd4j.", "org.bytedeco.", "ai.djl.", "ch.qos.logback.");
    }

    @Test
    void printsOnlyTheResultOnStandardOutput() throws IOException, InterruptedException {
        assertThat(start(List.of(), "validate", DEMO, "--no-files", "--verbose"))
                .isEqualToNormalizingNewlines(DEMO + ": valid\n");
    }
}
