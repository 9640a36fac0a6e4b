package org.prumerge4j.experiments.evaluation.mme;

import java.util.List;
import org.prumerge4j.experiments.evaluation.Mean;
import org.prumerge4j.experiments.evaluation.Score;
import org.prumerge4j.experiments.evaluation.format.PythonText;

/** Results of one subtask of MME: 100 points for its questions, 100 for the images with both questions right. */
final class MmeSubtask {
    private static final int PREFIX = 4;

    private final String name;
    private final Mean questions = new Mean();
    private final Mean images = new Mean();
    private int others;

    MmeSubtask(String name) {
        this.name = name;
    }

    /** The two questions about one image. */
    void add(MmeItem first, MmeItem second) {
        boolean firstRight = right(first);
        boolean secondRight = right(second);
        questions.add(firstRight);
        questions.add(secondRight);
        images.add(firstRight && secondRight);
    }

    private boolean right(MmeItem item) {
        String said = says(item.answer());
        if (said.equals("other")) {
            others++;
        }
        return said.equals(PythonText.lower(item.truth()));
    }

    /** {@code yes} or {@code no} by the first four characters, in which yes goes before no; otherwise {@code other}. */
    static String says(String answer) {
        String lower = PythonText.lower(answer);
        String prefix = lower.substring(0, Math.min(PREFIX, lower.length()));
        if (prefix.contains("yes")) {
            return "yes";
        }
        return prefix.contains("no") ? "no" : "other";
    }

    double points() {
        return questions.percent() + images.percent();
    }

    int questions() {
        return questions.count();
    }

    /** Answers that are neither yes nor no. */
    int others() {
        return others;
    }

    List<Score> scores() {
        return List.of(
                new Score(name, points(), questions.count()),
                questions.score(name + " accuracy"),
                new Score(name + " accuracy+", images.percent(), questions.count()));
    }
}
