package org.prumerge4j.experiments.base.language;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * What is asked about a scene in training: all that can be asked, drawn more than once, since the image is most of the
 * work and questions are cheap.
 */
public enum Subjects {
    /** Two draws of everything. */
    EVERYTHING,
    /** One draw of everything, and four more of those kinds that are learned late. */
    HARD_ONES;

    private static final int HARD_DRAWS = 4;
    private static final Set<Family> HARD =
            Set.of(Family.CHOICE, Family.CLAIM, Family.TALLY, Family.READING, Family.CHARACTER, Family.RELATION);

    /** Questions about a scene, each once. */
    List<Question> of(Scene scene, WorldRandom random) {
        Set<Question> questions = new LinkedHashSet<>(Conversation.everything(scene, random));
        if (this == EVERYTHING) {
            questions.addAll(Conversation.everything(scene, random));
        } else {
            for (int draw = 0; draw < HARD_DRAWS; draw++) {
                Conversation.everything(scene, random).stream()
                        .filter(question -> HARD.contains(question.family()))
                        .forEach(questions::add);
            }
        }
        return List.copyOf(questions);
    }
}
