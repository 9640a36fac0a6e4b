package org.prumerge4j.experiments.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.prumerge4j.experiments.base.language.Scoring.Scores;
import org.prumerge4j.experiments.shapes.question.Family;

/**
 * How the model does on questions of the validation split, with all visual tokens and with fewer.
 *
 * @param byReducer scores by preset of the reducer
 */
record BaseScores(Map<String, Scores> byReducer) {
    /** All tokens, and the reducers of the released code, none of them trained with. */
    static final List<String> REDUCERS = List.of("none", "prumerge/reference", "prumerge-plus/reference");

    private static final Set<String> HARD = Set.of("relation", "reading3", "reading4");

    BaseScores {
        byReducer = new LinkedHashMap<>(byReducer);
    }

    /** Mean over the families without relative position and texts of three and four characters. */
    double mean(String reducer) {
        Scores scores = scores(reducer);
        return scores.families().keySet().stream()
                .filter(family -> !HARD.contains(family))
                .mapToDouble(scores::share)
                .average()
                .orElse(0);
    }

    private Scores scores(String reducer) {
        Scores scores = byReducer.get(reducer);
        if (scores == null) {
            throw new IllegalArgumentException("nothing was scored with " + reducer);
        }
        return scores;
    }

    /** A table in Markdown, a row for each family. */
    String table() {
        StringBuilder table = new StringBuilder("| family | chance |");
        byReducer.keySet().forEach(reducer -> table.append(' ').append(reducer).append(" |"));
        table.append(" questions |\n|---|---|")
                .append("---|".repeat(byReducer.size() + 1))
                .append('\n');
        Set<String> families = new TreeSet<>();
        byReducer.values().forEach(scores -> families.addAll(scores.families().keySet()));
        for (String family : families) {
            table.append("| ")
                    .append(family)
                    .append(" | ")
                    .append(percent(chance(family)))
                    .append(" |");
            byReducer.values().forEach(scores -> table.append(' ')
                    .append(percent(scores.share(family)))
                    .append(" |"));
            int[] counts = scores(REDUCERS.get(0)).families().getOrDefault(family, new int[2]);
            table.append(' ').append(counts[1]).append(" |\n");
        }
        table.append("| mean without relation, reading3, reading4 | |");
        byReducer.keySet().forEach(reducer -> table.append(' ')
                .append(percent(mean(reducer)))
                .append(" |"));
        table.append(" |\n| visual tokens | |");
        byReducer
                .values()
                .forEach(scores -> table.append(String.format(Locale.ROOT, " %.1f |", scores.visualTokens())));
        return table.append(" |").toString();
    }

    private static double chance(String family) {
        String word = family.startsWith("reading") ? "reading" : family;
        return Family.valueOf(word.toUpperCase(Locale.ROOT)).chance();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
