package org.prumerge4j.experiments.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for a person: the numbers, a few examples of each finding, what is missing and where to get it. */
public final class ReportText {
    private static final int EXAMPLES = 3;
    private static final String ROW = "%-24s %9s %9s %9s %9s %9s %9s %9s %9s%n";

    private ReportText() {}

    /** Writes the text. */
    public static String of(DataReport report) {
        StringBuilder text = new StringBuilder();
        if (report.index() != null) {
            table(report, text);
            answers(report, text);
            findings(report, text);
        }
        report.missing().forEach(missing -> text.append(missing.describe()).append(System.lineSeparator()));
        if (report.index() != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%,d of %,d records can be used%n",
                    report.usable(),
                    report.total().records()));
        }
        return text.toString();
    }

    private static void table(DataReport report, StringBuilder text) {
        text.append(String.format(
                ROW, "part", "records", "images", "missing", "corrupt", "answers", "cut", "lost", "mismatch"));
        for (Map.Entry<String, SubSetCounts> part : report.subSets().entrySet()) {
            row(part.getKey(), part.getValue(), text);
        }
        row("all", report.total(), text);
    }

    private static void row(String name, SubSetCounts counts, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                ROW,
                name,
                counts.records(),
                counts.images(),
                counts.of(FindingKind.MISSING_IMAGE),
                counts.of(FindingKind.CORRUPT_IMAGE),
                counts.answers(),
                counts.answersCut(),
                counts.answersLost(),
                counts.of(FindingKind.REFERENCE_MISMATCH)));
    }

    private static void answers(DataReport report, StringBuilder text) {
        if (report.request().tokenizer() == null) {
            text.append(String.format("answers were not checked: there is no tokenizer%n"));
        } else {
            text.append(String.format(
                    Locale.ROOT,
                    "sequences of %d tokens, %d visual tokens per image%n",
                    report.request().maxLength(),
                    report.request().visualTokens()));
        }
    }

    private static void findings(DataReport report, StringBuilder text) {
        for (FindingKind kind : FindingKind.values()) {
            long count = report.total().of(kind);
            if (count == 0) {
                continue;
            }
            text.append(
                    String.format(Locale.ROOT, "%s: %,d%s%n", kind.words(), count, kind.unusable() ? "" : " (usable)"));
            List<Finding> examples = report.findings().stream()
                    .filter(finding -> finding.kind() == kind)
                    .limit(EXAMPLES)
                    .toList();
            for (Finding example : examples) {
                String id = example.id() == null ? "" : " (id " + example.id() + ")";
                text.append(String.format("  record %d%s: %s%n", example.record(), id, example.detail()));
            }
        }
    }
}
