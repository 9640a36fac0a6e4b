package org.prumerge4j.experiments.base.language;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Fact;
import org.prumerge4j.experiments.shapes.question.Facts;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.OptionDrills;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * What is asked in a course. About a scene it is all that can be asked, drawn more than once, since the image is most of
 * the work and questions are cheap.
 */
public enum Subjects {
    /** Words alone, no images. */
    WORDS,
    /** Two draws of everything. */
    EVERYTHING,
    /** One draw of everything, and four more of what takes reading, counting or comparing. */
    HARD_ONES,
    /** One draw of everything, and four more of what takes finding an object by some of its properties. */
    LOOKUPS;

    private static final int MORE_DRAWS = 4;
    /** Exercises in words that go on while the model learns to see. */
    private static final int DRILLS = 3;

    /** Questions about a scene's image, each once; none if words are the subject. */
    List<Question> pictured(Scene scene, WorldRandom random) {
        if (this == WORDS) {
            return List.of();
        }
        Set<Question> questions = new LinkedHashSet<>(Conversation.everything(scene, random));
        if (this == EVERYTHING) {
            questions.addAll(Conversation.everything(scene, random));
        } else {
            for (int draw = 0; draw < MORE_DRAWS; draw++) {
                Conversation.everything(scene, random).stream()
                        .filter(question -> more().contains(question.family()))
                        .forEach(questions::add);
            }
        }
        Facts.tallies(scene, random).stream().map(Fact::open).forEach(questions::add);
        return List.copyOf(questions);
    }

    /** Kinds of which there are more draws. */
    private Set<Family> more() {
        return this == HARD_ONES
                ? Set.of(Family.CHOICE, Family.CLAIM, Family.TALLY, Family.READING, Family.CHARACTER, Family.RELATION)
                : Set.of(Family.COLOR, Family.PRESENCE, Family.POSITION, Family.RELATION, Family.CLAIM, Family.CHOICE);
    }

    /** Questions without an image. */
    List<Question> alone(Scene scene, WorldRandom random) {
        return this == WORDS ? OptionDrills.lesson(scene, random) : OptionDrills.namings(scene, DRILLS, random);
    }
}
