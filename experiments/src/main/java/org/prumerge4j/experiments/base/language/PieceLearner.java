package org.prumerge4j.experiments.base.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns pieces by byte-pair encoding (Gage 1994; Sennrich et al. 2016): the most frequent pair of neighbours becomes a
 * piece, until every word is one piece. Then lines that stand in every prompt become pieces too, word by word, so that
 * prompts are short.
 */
final class PieceLearner {
    private final List<List<String>> words = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Set<String> characters = new TreeSet<>();
    private final Set<String> merged = new LinkedHashSet<>();

    /**
     * A learner.
     *
     * @param wordCounts words to become a piece each, with how often each is said
     * @param others characters needed besides
     */
    PieceLearner(Map<String, Integer> wordCounts, Collection<String> others) {
        new TreeMap<>(wordCounts).forEach((word, count) -> {
            words.add(new ArrayList<>(characters(word)));
            counts.add(count);
        });
        words.forEach(characters::addAll);
        characters.addAll(others);
    }

    /** Learns the words, then the lines; returns pieces of several characters, first merged first. */
    List<String> learn(List<String> lines) {
        for (String best = mostFrequent(); best != null; best = mostFrequent()) {
            String piece = best;
            merged.add(piece);
            words.forEach(word -> join(word, piece));
        }
        List<String> order = new ArrayList<>(merged);
        for (String line : lines) {
            List<String> parts = new ArrayList<>(characters(line));
            characters.addAll(parts);
            order.forEach(piece -> join(parts, piece));
            StringBuilder joined = new StringBuilder(parts.get(0));
            for (String part : parts.subList(1, parts.size())) {
                merged.add(joined.append(part).toString());
            }
        }
        return List.copyOf(merged);
    }

    /** All single characters. */
    Set<String> characters() {
        return characters;
    }

    private @Nullable String mostFrequent() {
        Map<String, Integer> pairs = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
            List<String> word = words.get(i);
            for (int j = 0; j + 1 < word.size(); j++) {
                pairs.merge(word.get(j) + word.get(j + 1), counts.get(i), Integer::sum);
            }
        }
        String best = null;
        int most = 0;
        for (Map.Entry<String, Integer> pair : pairs.entrySet()) {
            if (pair.getValue() > most) {
                most = pair.getValue();
                best = pair.getKey();
            }
        }
        return best;
    }

    private static void join(List<String> parts, String piece) {
        for (int i = 0; i + 1 < parts.size(); i++) {
            if ((parts.get(i) + parts.get(i + 1)).equals(piece)) {
                parts.set(i, piece);
                parts.remove(i + 1);
            }
        }
    }

    private static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }
}
