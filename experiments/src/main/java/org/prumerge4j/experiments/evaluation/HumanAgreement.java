package org.prumerge4j.experiments.evaluation;

import java.util.Collections;
import java.util.List;

/** The soft accuracy of VQA: an answer is right to the degree to which people gave it. */
public final class HumanAgreement {
    /** So many other people with the same answer make it fully right. */
    private static final double ENOUGH = 3;

    private HumanAgreement() {}

    /**
     * Mean over the people of {@code min(1, matches among the others / 3)}: each person in turn is left out, so that
     * three of ten equal answers are worth 0.9.
     *
     * @param people their answers, at least one; equal answers of different people all count
     */
    public static double accuracy(List<String> people, String prediction) {
        if (people.isEmpty()) {
            throw new IllegalArgumentException("a question needs at least one human answer");
        }
        int matches = Collections.frequency(people, prediction);
        double sum = 0;
        for (String left : people) {
            int others = left.equals(prediction) ? matches - 1 : matches;
            sum += Math.min(1, others / ENOUGH);
        }
        return sum / people.size();
    }
}
