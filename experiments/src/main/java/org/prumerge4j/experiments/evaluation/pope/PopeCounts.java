package org.prumerge4j.experiments.evaluation.pope;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.experiments.evaluation.Score;

/** Answers to yes/no questions by what they say and what is right; yes is the positive class. */
final class PopeCounts {
    private static final double PERCENT = 100;
    private static final List<String> NEGATIVE_WORDS = List.of("No", "not", "no");

    private int truePositives;
    private int falsePositives;
    private int trueNegatives;
    private int falseNegatives;

    /**
     * What an answer says, by its first sentence: no if one of its words, split at single spaces, is No, not or no;
     * yes otherwise, so that an empty answer is a yes.
     */
    static boolean saysYes(String answer) {
        int period = answer.indexOf('.');
        String sentence = period < 0 ? answer : answer.substring(0, period);
        return Arrays.stream(sentence.replace(",", "").split(" ", -1)).noneMatch(NEGATIVE_WORDS::contains);
    }

    void add(boolean yes, boolean right) {
        if (yes && right) {
            truePositives++;
        } else if (yes) {
            falsePositives++;
        } else if (right) {
            falseNegatives++;
        } else {
            trueNegatives++;
        }
    }

    int total() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Harmonic mean of precision and recall in percent; 0 if nothing was found. */
    double f1() {
        return percent(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    /** The metrics in percent; a ratio with nothing below the line is 0. */
    List<Score> scores(String category) {
        int positives = truePositives + falsePositives;
        return List.of(
                score(category, "F1", f1()),
                score(category, "accuracy", percent(truePositives + trueNegatives, total())),
                score(category, "precision", percent(truePositives, positives)),
                score(category, "recall", percent(truePositives, truePositives + falseNegatives)),
                score(category, "yes ratio", percent(positives, total())));
    }

    private Score score(String category, String metric, double value) {
        return new Score(category + " " + metric, value, total());
    }

    private static double percent(int part, int whole) {
        return whole == 0 ? 0 : PERCENT * part / whole;
    }
}
