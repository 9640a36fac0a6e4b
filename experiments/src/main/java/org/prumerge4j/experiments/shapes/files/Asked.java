package org.prumerge4j.experiments.shapes.files;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.prumerge4j.experiments.shapes.question.Question;

/** A question about a scene, on its way into a file. */
record Asked(PaintedScene scene, Question question) {
    String family() {
        return question.family().word();
    }

    /** As many right answers of every kind within every family. */
    static List<Asked> balanced(List<Asked> asked) {
        return Balance.equalAnswers(
                asked, each -> each.question().family(), each -> each.question().answer());
    }

    /** Number of items by name. */
    static <T> Map<String, Integer> count(List<T> items, Function<T, String> name) {
        Map<String, Integer> counts = new TreeMap<>();
        items.forEach(item -> counts.merge(name.apply(item), 1, Integer::sum));
        return counts;
    }
}
