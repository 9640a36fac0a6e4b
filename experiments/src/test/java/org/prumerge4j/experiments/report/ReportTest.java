package org.prumerge4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.model.io.StrictJson;

class ReportTest {
    private static final String SUMMARY =
            """
            {"format": 1, "name": "a <test>", "description": "What & why.",
             "groups": [{"name": "full", "reducer": "full", "tuned": false},
                        {"name": "prumerge", "reducer": "prumerge", "tuned": false},
                        {"name": "prumerge.lora", "reducer": "prumerge", "tuned": true},
                        {"name": "prumerge.lora-on-full", "reducer": "prumerge", "tuned": true, "tuned_with": "full"},
                        {"name": "absent", "reducer": "absent", "tuned": false}],
             "tables": [{"title": "Main result", "text": "The text.", "paper": "main",
                         "rows": ["full", "prumerge", "prumerge.lora"]}],
             "chance": {"color": 12.5, "words": 100.0}}
            """;

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void writeRuns() throws IOException {
        Files.createDirectories(folder.resolve("runs"));
        Files.createDirectories(folder.resolve("failed"));
        Files.writeString(folder.resolve("ablation.json"), SUMMARY);
        run("full", "full", 196, 80, 3.0, "");
        run("prumerge", "prumerge", 16, 40, 1.0, "");
        run("prumerge.lora.seed-1", "prumerge.lora", 16, 70, 1.0, "[[50, 2.0], [100, 1.0]]");
        run("prumerge.lora.seed-2", "prumerge.lora", 16, 72, 1.0, "[[50, 2.5], [100, 1.5]]");
        run("prumerge.lora.seed-3", "prumerge.lora", 16, 74, 1.0, "[[50, 2.5], [100, 1.5]]");
        run("prumerge.lora-on-full.seed-1", "prumerge.lora-on-full", 16, 45, 1.0, "[[50, 2.5]]");
        Files.writeString(folder.resolve("failed/absent.json"), "{\"run\": \"absent\", \"message\": \"no <luck>\"}");
    }

    private void run(String name, String group, double tokens, double score, double seconds, String loss)
            throws IOException {
        ObjectNode run = StrictJson.object();
        run.put("run", name).put("group", group);
        ObjectNode scores = run.putObject("scores");
        scores.put("mean", score);
        scores.putObject("families").putObject("color").put("score", score + 1).put("questions", 40);
        scores.putObject("benchmarks")
                .putObject("mme")
                .putArray("scores")
                .addObject()
                .put("name", "perception")
                .put("value", 10 * score);
        run.putObject("tokens").put("kept", tokens).put("patches", 196);
        run.putObject("flops").put("prefill", 2e9);
        ObjectNode measured = run.putObject("measured");
        measured.put("questions", 1000).put("seconds_answering", seconds).put("peak_resident_bytes", 5e8);
        if (!loss.isEmpty()) {
            measured.putObject("tuning").put("seconds", 60);
            run.set("loss", new ObjectMapper().readTree(loss));
        } else {
            ObjectNode picture = run.putArray("pictures").addObject();
            picture.put("image", "0.png").put("png", "QUJD").put("grid", 2);
            picture.putArray("tokens")
                    .addObject()
                    .put("centre", 3)
                    .put("from", "0:0.5 3:1.0")
                    .put("x", 0);
            picture.withArray("tokens").addObject().put("centre", -1).put("from", "0:0.1 1:0.2 2:0.3");
        }
        run.putObject("versions").put("java", "17");
        Files.write(folder.resolve("runs/" + name + ".json"), StrictJson.format(run));
    }

    private String page() throws IOException {
        Path page = folder.resolve("out/report.html");
        Files.createDirectories(page.getParent());
        Path notes = Files.writeString(folder.resolve("notes.txt"), "First note.\n\nSecond < note.\n");
        ReportWriter.write(folder, page, notes, new Console(new PrintWriter(printed)));
        return Files.readString(page);
    }

    @Test
    void thePageHoldsEverythingItself() throws IOException {
        String page = page();

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "<h1>a &lt;test&gt;</h1>", "<p>What &amp; why.</p>", "<p>First note.</p>", "Second &lt; note.")
                .contains("Not finished: absent.", "Failed: absent: no &lt;luck&gt;")
                .doesNotContain("<script", "http://", "https://", "<link");
        assertThat(printed.toString()).contains("report.html", "report.md");
    }

    @Test
    void seedsBecomeMeanAndSpread() throws IOException {
        String page = page();
        String markdown = Files.readString(folder.resolve("out/report.md"));

        assertThat(markdown)
                .contains("| prumerge + LoRA | 3 | 16.0 | 72.0 ± 2.0 | 720.0 ± 20.0 |")
                .contains("| full | 1 | 196.0 | 80.0 | 800.0 |")
                .contains("| color | 12.5 | 81.0 | 41.0 | 73.0 ± 2.0 |");
        assertThat(page).contains("<th scope=\"row\">prumerge + LoRA</th><td>3</td><td>16.0</td><td>72.0 ± 2.0</td>");
    }

    @Test
    void thePapersFiguresStandBesideUnderItsName() throws IOException {
        assertThat(page()).contains("The paper: main result", "<td>1350.3</td>", "The paper's own figures");
    }

    @Test
    void whatTuningWinsBackIsAShareOfWhatReductionCost() throws IOException {
        page();

        assertThat(Files.readString(folder.resolve("out/report.md")))
                .contains("| prumerge + LoRA | 16.0 | 40.0 | 72.0 ± 2.0 | +32.0 | 80 % |")
                .contains("| prumerge + LoRA on full | 16.0 | 40.0 | 45.0 | +5.0 | 13 % |");
        assertThat(ReportWriter.summary(folder))
                .contains("prumerge + LoRA      3    16.0        72.0 ± 2.0  720.0 ± 20.0");
    }

    @Test
    void curvesShowEveryGroupAndTheLosses() throws IOException {
        String page = page();

        assertThat(page)
                .contains("<title>prumerge + LoRA: 72.0 ± 2.0 % at 16.0 tokens</title>")
                .contains("<title>full: 80.0 % at 196.0 tokens</title>")
                .contains("milliseconds a question", "seconds of tuning", ">loss</text>");
        // One line of losses: a tuning that several groups use is shown once, a tuning of one point is no line.
        assertThat(page.split("<polyline", -1)).hasSize(2);
    }

    @Test
    void picturesShowWhatTokensDrawFrom() throws IOException {
        String page = page();

        assertThat(page).contains("data:image/png;base64,QUJD", "prumerge, 0.png: 2 visual tokens", "token of patch 3");
        // The image is in the page once, however many pictures show it.
        assertThat(page.split("QUJD", -1)).hasSize(2);
        assertThat(page).contains("summary token");
    }

    @Test
    void aFolderThatIsNoAblationIsRefused() {
        assertThatThrownBy(() -> ReportWriter.write(
                        folder.resolve("runs"), folder.resolve("r.html"), null, new Console(new PrintWriter(printed))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the output folder of an ablation");
        assertThatThrownBy(() ->
                        ReportWriter.write(folder, folder.resolve("r.md"), null, new Console(new PrintWriter(printed))))
                .hasMessageContaining("give the page another ending");
    }
}
