package org.prumerge4j.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.ablation.AblationFolder;
import org.prumerge4j.model.io.StrictJson;

/**
 * Everything that the folder of an ablation says.
 *
 * @param name name of the ablation
 * @param description what it is about
 * @param groups groups with at least one finished run, in the order of the matrix
 * @param tables tables that were asked for
 * @param chance percent right by guessing, by family
 * @param missing names of groups without a finished run
 * @param failures what failed, one line each
 * @param versions what the first run was made with
 */
record AblationResults(
        String name,
        String description,
        List<Group> groups,
        List<TableRequest> tables,
        Map<String, Double> chance,
        List<String> missing,
        List<String> failures,
        String versions) {
    /** A table that was asked for: title, text, name of the paper's table beside it, names of groups. */
    record TableRequest(String title, String text, String paper, List<String> rows) {}

    /**
     * Reads the folder.
     *
     * @throws IOException if it is not the output of an ablation, or a file cannot be read
     */
    static AblationResults read(Path path) throws IOException {
        AblationFolder folder = new AblationFolder(path);
        if (!Files.isRegularFile(folder.summary())) {
            throw new IOException(path + " is not the output folder of an ablation: it has no ablation.json");
        }
        JsonNode summary = StrictJson.readObject(folder.summary());
        Map<String, List<RunResult>> runs = new LinkedHashMap<>();
        String versions = "";
        for (Path file : files(folder.runs())) {
            JsonNode json = StrictJson.readObject(file);
            RunResult run = RunResult.of(json);
            runs.computeIfAbsent(run.group(), group -> new ArrayList<>()).add(run);
            versions = versions.isEmpty() ? versions(json.path("versions")) : versions;
        }
        List<Group> groups = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (JsonNode group : summary.path("groups")) {
            List<RunResult> found = runs.getOrDefault(group.path("name").asText(), List.of());
            if (found.isEmpty()) {
                missing.add(group.path("name").asText());
            } else {
                groups.add(Group.of(group, found));
            }
        }
        Map<String, Double> chance = new LinkedHashMap<>();
        summary.path("chance")
                .properties()
                .forEach(family -> chance.put(family.getKey(), family.getValue().asDouble()));
        return new AblationResults(
                summary.path("name").asText(),
                summary.path("description").asText(),
                groups,
                tables(summary, groups),
                chance,
                missing,
                failures(folder),
                versions);
    }

    private static List<Path> files(@Nullable Path folder) throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> failures(AblationFolder folder) throws IOException {
        List<String> failures = new ArrayList<>();
        for (Path file : files(folder.failure("any").getParent())) {
            JsonNode json = StrictJson.readObject(file);
            failures.add(json.path("run").asText() + ": " + json.path("message").asText());
        }
        return failures;
    }

    private static List<TableRequest> tables(JsonNode summary, List<Group> groups) {
        List<TableRequest> tables = new ArrayList<>();
        for (JsonNode table : summary.path("tables")) {
            List<String> rows = new ArrayList<>();
            table.path("rows").forEach(row -> rows.add(row.asText()));
            tables.add(new TableRequest(
                    table.path("title").asText(),
                    table.path("text").asText(),
                    table.path("paper").asText("none"),
                    rows));
        }
        if (tables.isEmpty()) {
            List<String> all = groups.stream().map(Group::name).toList();
            tables.add(new TableRequest("All runs", "", "none", all));
        }
        return tables;
    }

    private static String versions(JsonNode versions) {
        List<String> parts = new ArrayList<>();
        versions.properties()
                .forEach(part -> parts.add(part.getKey() + " " + part.getValue().asText()));
        return String.join(", ", parts);
    }

    /** A group by name; null if none of its runs is finished. */
    @Nullable
    Group group(String wanted) {
        return groups.stream()
                .filter(group -> group.name().equals(wanted))
                .findFirst()
                .orElse(null);
    }
}
