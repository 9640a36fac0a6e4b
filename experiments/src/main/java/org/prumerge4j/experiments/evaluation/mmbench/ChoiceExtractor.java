package org.prumerge4j.experiments.evaluation.mmbench;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.format.PythonText;

/** Finds the option that an answer names, by the rules that the official evaluation tries before it asks a model. */
final class ChoiceExtractor {
    /** The official rules look for five letters however many options there are. */
    private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");
    /** In a text of more words a bare A may be the article. */
    private static final int ARTICLE_FREE_WORDS = 3;
    /** What may stand before and behind a letter, tried in this order. */
    private static final List<Decoration> DECORATIONS = List.of(
            new Decoration("", "."),
            new Decoration("", ","),
            new Decoration("", ":"),
            new Decoration("", ")"),
            new Decoration("", ")."),
            new Decoration("(", ")"),
            new Decoration("(", ")."),
            new Decoration(":", ""),
            new Decoration(":", ","),
            new Decoration(":", "."),
            new Decoration(":", ")"),
            new Decoration(":", ")."));

    private ChoiceExtractor() {}

    private record Decoration(String before, String behind) {}

    /**
     * The letter of the option; null if the rules find none, or more than one.
     *
     * @param options letter to text
     */
    static @Nullable String extract(String answer, Map<String, String> options) {
        @Nullable String letter = byLetter(PythonText.words(answer));
        return letter == null ? byText(PythonText.lower(answer), options) : letter;
    }

    private static @Nullable String byLetter(List<String> words) {
        @Nullable String bare = onlyOne(words, new Decoration("", ""));
        if (bare != null && !(bare.equals("A") && words.size() > ARTICLE_FREE_WORDS)) {
            return bare;
        }
        for (Decoration decoration : DECORATIONS) {
            @Nullable String letter = onlyOne(words, decoration);
            if (letter != null) {
                return letter;
            }
        }
        return null;
    }

    /** The letter that is a word in this decoration, if exactly one is, however often. */
    private static @Nullable String onlyOne(List<String> words, Decoration decoration) {
        List<String> found = LETTERS.stream()
                .filter(letter -> words.contains(decoration.before() + letter + decoration.behind()))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private static @Nullable String byText(String lowerAnswer, Map<String, String> options) {
        List<String> found = options.entrySet().stream()
                .filter(option -> lowerAnswer.contains(PythonText.lower(option.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }
}
