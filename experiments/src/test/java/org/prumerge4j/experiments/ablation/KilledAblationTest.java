package org.prumerge4j.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.cli.Main;

/** An ablation of the shipped small model in processes that are killed at moments drawn by lot. */
class KilledAblationTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root")).toAbsolutePath();
    private static final int KILLS = 3;
    private static final int SECONDS_TO_FINISH = 120;

    @TempDir
    private Path folder;

    private Path config() throws IOException {
        return Files.writeString(
                folder.resolve("ablation.yaml"),
                """
                name: killed
                experiment: %s
                set: [training.max-steps=6, training.checkpoint-every=2]
                world: {train: 8, test: 2}
                evaluation: {benchmarks: [textvqa, pope], max-new-tokens: 2, pictures: 1}
                reducers:
                  full: {name: none}
                  prumerge: {name: prumerge, preset: reference}
                matrix:
                  - {reducers: [full, prumerge]}
                  - {reducers: [prumerge], tuning: [lora], seeds: [1, 2]}
                """
                        .formatted(ROOT.resolve("experiments/configs/demo/demo.yaml")));
    }

    private static Process start(Path config, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "ablate",
                        "--config",
                        config.toString(),
                        "--output",
                        output.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(output.resolveSibling("errors.txt").toFile())
                .start();
    }

    @Test
    void endsWithTheSameFilesAsAnUninterruptedOne() throws IOException, InterruptedException {
        Path config = config();
        Ablation ablation = AblationReader.read(config, List.of()).value();
        Path whole = folder.resolve("whole");
        long begin = System.nanoTime();
        AblationRunner.run(ablation, whole, new Console(new PrintWriter(new StringWriter())));
        long span = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        Path killed = folder.resolve("killed");
        Random moments = new Random(5);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(config, killed);
            process.waitFor(300 + (long) (moments.nextDouble() * span), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
        }
        Map<String, JsonNode> finishedBefore = files(killed, false);

        Process last = start(config, killed);

        assertThat(last.waitFor(SECONDS_TO_FINISH, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue())
                .as(Files.readString(folder.resolve("errors.txt")))
                .isZero();
        assertThat(files(killed, true)).isEqualTo(files(whole, true)).hasSize(4 + 1);
        // What was finished before was not written again, its seconds included.
        assertThat(files(killed, false)).containsAllEntriesOf(finishedBefore);
    }

    private static Map<String, JsonNode> files(Path output, boolean lastingOnly) throws IOException {
        Map<String, JsonNode> files = new TreeMap<>();
        if (!Files.isDirectory(output)) {
            return files;
        }
        try (Stream<Path> all = Files.walk(output, 2)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".json"))
                    .filter(each -> each.getParent().endsWith("runs")
                            || each.getFileName().toString().equals("ablation.json"))
                    .toList()) {
                ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
                if (lastingOnly) {
                    json.remove(RunRecords.MEASURED);
                }
                files.put(output.relativize(file).toString(), json);
            }
        }
        return files;
    }
}
