package org.prumerge4j.experiments.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Guesses which name was meant. */
public final class Suggestions {
    /** One slip per this many letters still counts as a misspelling. */
    private static final int LETTERS_PER_SLIP = 3;

    private Suggestions() {}

    /**
     * The candidate a misspelt name stands for: equal but for case, {@code _} or camel case; its initials ({@code lr} for
     * {@code learning-rate}); or within one slip per three letters. {@code null} if none is near.
     */
    public static @Nullable String closest(String given, Collection<String> candidates) {
        String name = kebab(given);
        for (String candidate : candidates) {
            if (candidate.equals(name) || initials(candidate).equals(name)) {
                return candidate;
            }
        }
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= slips(name, candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElse(null);
    }

    /** The ending of a message: {@code "; did you mean 'rank'?"}, or nothing. */
    public static String ending(@Nullable String suggestion) {
        return suggestion == null ? "" : "; did you mean '" + suggestion + "'?";
    }

    private static int slips(String name, String candidate) {
        return Math.max(1, Math.max(name.length(), candidate.length()) / LETTERS_PER_SLIP);
    }

    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static String initials(String candidate) {
        return Stream.of(candidate.split("-", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1))
                .collect(Collectors.joining());
    }

    /** Edit distance in which swapping two neighbours is one slip (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
