package org.prumerge4j.experiments.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Scores of a benchmark in the order in which they are shown.
 *
 * @param benchmark name of the benchmark
 * @param scores the first one is what papers quote
 * @param counts what else is worth knowing
 */
public record ScoreReport(String benchmark, List<Score> scores, List<Count> counts) {
    /** Copies the lists; there must be a score. */
    public ScoreReport {
        scores = List.copyOf(scores);
        counts = List.copyOf(counts);
        if (scores.isEmpty()) {
            throw new IllegalArgumentException(benchmark + ": a report needs at least one score");
        }
    }

    /** The score that papers quote. */
    public Score headline() {
        return scores.get(0);
    }

    /** A text table: one line for each score with two decimals, then one for each count. Lines end in a line feed. */
    public String table() {
        int width = benchmark.length();
        for (Score score : scores) {
            width = Math.max(width, score.name().length());
        }
        for (Count count : counts) {
            width = Math.max(width, count.name().length());
        }
        StringBuilder table = new StringBuilder();
        String row = "%-" + width + "s  %8s  %9s%n";
        table.append(line(row, benchmark, "score", "questions"));
        for (Score score : scores) {
            table.append(line(row, score.name(), String.format(Locale.ROOT, "%.2f", score.value()), score.questions()));
        }
        for (Count count : counts) {
            table.append(line(row, count.name(), "", count.value()));
        }
        return table.toString();
    }

    private static String line(String format, Object... fields) {
        return String.format(Locale.ROOT, format, fields).replace(System.lineSeparator(), "\n");
    }

    /** The report with the values in full precision: {@code benchmark}, {@code scores}, {@code counts}. */
    public ObjectNode json() {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("benchmark", benchmark);
        ArrayNode list = report.putArray("scores");
        for (Score score : scores) {
            list.addObject()
                    .put("name", score.name())
                    .put("value", score.value())
                    .put("questions", score.questions());
        }
        ObjectNode counted = report.putObject("counts");
        for (Count count : counts) {
            counted.put(count.name(), count.value());
        }
        return report;
    }
}
