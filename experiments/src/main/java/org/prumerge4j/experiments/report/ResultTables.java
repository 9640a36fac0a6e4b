package org.prumerge4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.report.AblationResults.TableRequest;

/** Tables made of results. */
final class ResultTables {
    private static final double CERTAIN = 100;
    private static final double GIGA = 1e9;
    private static final double MEGABYTE = 1e6;

    private final AblationResults results;

    ResultTables(AblationResults results) {
        this.results = results;
    }

    /** The groups a table asks for, as far as they are there. */
    List<Group> groups(TableRequest request) {
        List<Group> groups = new ArrayList<>();
        for (String row : request.rows()) {
            @Nullable Group group = results.group(row);
            if (group != null) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Tokens, mean over families, official scores of the benchmarks. */
    Table scores(TableRequest request) {
        List<Group> groups = groups(request);
        List<String> benchmarks = Figures.BENCHMARKS.stream()
                .filter(name -> groups.stream().anyMatch(group -> has(group, Figures.benchmark(name))))
                .toList();
        boolean mean = groups.stream().anyMatch(group -> has(group, Figures.MEAN));
        List<String> columns = new ArrayList<>(List.of("run", "seeds", "tokens"));
        if (mean) {
            columns.add("mean of families");
        }
        benchmarks.forEach(name -> columns.add(Figures.title(name)));
        List<List<String>> rows = new ArrayList<>();
        for (Group group : groups) {
            List<String> row = new ArrayList<>(List.of(
                    group.title(),
                    Integer.toString(group.runs().size()),
                    group.spread(Figures.TOKENS).count() == 0 ? "–" : number(group.mean(Figures.TOKENS), 1)));
            if (mean) {
                row.add(group.spread(Figures.MEAN).text(1));
            }
            benchmarks.forEach(
                    name -> row.add(group.spread(Figures.benchmark(name)).text(1)));
            rows.add(row);
        }
        return new Table("Scores by the official rules", columns, rows);
    }

    /** Percent right by family, a row each, with what guessing reaches. */
    Table families(TableRequest request) {
        List<Group> groups = groups(request);
        Set<String> families = new LinkedHashSet<>(results.chance().keySet());
        groups.forEach(group -> group.runs().forEach(run -> run.figures().keySet().stream()
                .map(Figures::familyOf)
                .filter(family -> !family.isEmpty())
                .forEach(families::add)));
        List<String> columns = new ArrayList<>(List.of("family"));
        boolean chance = !results.chance().isEmpty();
        if (chance) {
            columns.add("chance");
        }
        groups.forEach(group -> columns.add(group.title()));
        List<List<String>> rows = new ArrayList<>();
        for (String family : families) {
            if (groups.stream().anyMatch(group -> has(group, Figures.family(family)))) {
                List<String> row = new ArrayList<>(List.of(family));
                if (chance) {
                    row.add(chance(family));
                }
                groups.forEach(
                        group -> row.add(group.spread(Figures.family(family)).text(1)));
                rows.add(row);
            }
        }
        return new Table("Families of questions, percent right", columns, rows);
    }

    private String chance(String family) {
        @Nullable Double chance = results.chance().get(family);
        return chance == null ? "–" : chance >= CERTAIN ? "no image" : number(chance, 1);
    }

    /** For every reducer that was also tuned: before, after, and how much of what reduction had cost is won back. */
    Table wonBack() {
        List<List<String>> rows = new ArrayList<>();
        @Nullable
        Group full = results.groups().stream()
                .filter(group -> !group.tuned() && group.mean(Figures.TOKENS) >= group.mean(Figures.PATCHES))
                .findFirst()
                .orElse(null);
        for (Group tuned : results.groups()) {
            @Nullable Group free = tuned.tuned() ? results.group(tuned.untunedName()) : null;
            if (free == null || !has(free, Figures.MEAN) || !has(tuned, Figures.MEAN)) {
                continue;
            }
            double before = free.mean(Figures.MEAN);
            double gained = tuned.mean(Figures.MEAN) - before;
            double lost = full == null ? Double.NaN : full.mean(Figures.MEAN) - before;
            rows.add(List.of(
                    tuned.title(),
                    number(tuned.mean(Figures.TOKENS), 1),
                    number(before, 1),
                    tuned.spread(Figures.MEAN).text(1),
                    signed(gained),
                    lost > 1 ? number(CERTAIN * gained / lost, 0) + " %" : "–"));
        }
        return new Table(
                "What tuning wins back (mean of families)",
                List.of("run", "tokens", "training-free", "tuned", "difference", "share of the loss won back"),
                rows);
    }

    /** What each group costs. */
    Table costs() {
        List<List<String>> rows = new ArrayList<>();
        for (Group group : results.groups()) {
            rows.add(List.of(
                    group.title(),
                    number(group.mean(Figures.TOKENS), 1),
                    number(group.mean(Figures.PREFILL) / GIGA, 3),
                    group.spread(Figures.MILLISECONDS).text(1),
                    group.tuned() ? group.spread(Figures.TUNING_SECONDS).text(0) : "–",
                    number(group.mean(Figures.MEMORY) / MEGABYTE, 0)));
        }
        return new Table(
                "Counted and measured",
                List.of(
                        "run",
                        "tokens",
                        "prefill, GFLOP (counted)",
                        "ms a question (measured)",
                        "tuning, s (measured)",
                        "peak memory, MB"),
                rows);
    }

    private static boolean has(Group group, String figure) {
        return group.spread(figure).count() > 0;
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%+.1f", value);
    }
}
