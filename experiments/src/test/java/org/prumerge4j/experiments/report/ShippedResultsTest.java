package org.prumerge4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.ablation.AblationFolder;
import org.prumerge4j.experiments.ablation.ShippedAblations;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.model.io.StrictJson;

/** The results that come with the program. */
class ShippedResultsTest {
    private static final Path RESULTS =
            Path.of(System.getProperty("project.root")).resolve("experiments/results/shapes");
    private static final AblationFolder FOLDER = new AblationFolder(RESULTS);

    @TempDir
    private Path folder;

    @Test
    void everyRunOfTheShippedAblationIsThereAndMadeWithTheShippedModel() throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> models = new TreeSet<>();
        try (var files = Files.list(FOLDER.runs())) {
            for (Path file : files.toList()) {
                var run = StrictJson.readObject(file);
                found.add(run.path("run").asText());
                models.add(run.path("model").path("sha256").asText());
            }
        }

        assertThat(found).isEqualTo(new TreeSet<>(ShippedAblations.runs("shapes.yaml")));
        assertThat(models).containsExactly(ShippedAblations.modelHash("shapes.yaml"));
        assertThat(FOLDER.failure("any").getParent()).doesNotExist();
    }

    @Test
    void theReportIsThatOfTheRuns() throws IOException {
        Path page = folder.resolve("report.html");
        Console console = new Console(new PrintWriter(new StringWriter()));
        ReportWriter.write(RESULTS, page, RESULTS.resolve("notes.md"), console);

        for (String name : List.of("report.html", "report.md")) {
            assertThat(folder.resolve(name)).hasSameTextualContentAs(RESULTS.resolve(name));
        }
    }

    @Test
    void comparedGroupsHaveThreeSeeds() throws IOException {
        Set<String> threefold = AblationResults.read(RESULTS).groups().stream()
                .filter(group -> group.runs().size() == 3)
                .map(Group::name)
                .collect(Collectors.toSet());

        assertThat(threefold)
                .contains("full.lora", "prumerge.lora", "prumerge-plus.lora", "spatial.lora", "random.lora");
    }
}
