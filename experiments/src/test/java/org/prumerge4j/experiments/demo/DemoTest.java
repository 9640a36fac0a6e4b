package org.prumerge4j.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.ablation.Ablation;
import org.prumerge4j.experiments.ablation.AblationReader;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.model.io.Checksums;

/** The whole demonstration with a few steps and questions. */
class DemoTest {
    private static final Path CONFIG = Path.of(System.getProperty("project.root"), "experiments/ablations/demo.yaml");

    @TempDir
    private Path folder;

    @Test
    void leavesATableAnExportThatAnswersAndAReport() throws IOException {
        Ablation ablation = AblationReader.read(
                        CONFIG,
                        List.of(
                                "set=[training.max-steps=4, training.batch-size=4]",
                                "world.train=10",
                                "world.test=3",
                                "evaluation.max-new-tokens=3",
                                "evaluation.pictures=1"))
                .value();
        StringWriter printed = new StringWriter();

        DemoRunner.demo(ablation, folder, new Console(new PrintWriter(printed)));

        assertThat(printed.toString())
                .contains("1/3 full: ", "2/3 prumerge: ", "3/3 prumerge.lora.seed-1: ", "> 4 steps")
                .contains("exported step 4 as llava-hf", "The export answers about")
                .containsPattern("prumerge \\+ LoRA +1 +\\d+\\.\\d +\\d+\\.\\d")
                .contains("What tuning wins back");
        Checksums.verify(folder.resolve("export/llava-hf"));
        assertThat(Files.readString(folder.resolve("report.html"))).contains("prumerge + LoRA");
    }
}
