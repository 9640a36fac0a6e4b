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
    LOOKUPS,
    /** One draw of everything, and every fact of another draw once as a claim and once with options. */
    OPTIONS;

    private static final int MORE_DRAWS = 4;
    /** Exercises in words that go on while the model learns to see. */
    private static final int DRILLS = 3;

    private static final Set<Family> LOOKED_UP =
            Set.of(Family.COLOR, Family.PRESENCE, Family.POSITION, Family.RELATION, Family.CLAIM, Family.CHOICE);
    private static final Set<Family> HARD =
            Set.of(Family.CHOICE, Family.CLAIM, Family.TALLY, Family.READING, Family.CHARACTER, Family.RELATION);

    /** Whether questions of a family may come with what a reader of texts has read; those for one character at last. */
    boolean mayHint(Family family) {
        return family == Family.READING || (family == Family.CHARACTER && this == OPTIONS);
    }

    /** Questions about a scene's image, each once; none if words are the subject. */
    List<Question> pictured(Scene scene, WorldRandom random) {
        if (this == WORDS) {
            return List.of();
        }
        Set<Question> questions = new LinkedHashSet<>(Conversation.everything(scene, random));
        switch (this) {
            case EVERYTHING -> questions.addAll(Conversation.everything(scene, random));
            case HARD_ONES -> addDraws(HARD, scene, random, questions);
            case LOOKUPS -> addDraws(LOOKED_UP, scene, random, questions);
            default -> addOptions(scene, random, questions);
        }
        Facts.tallies(scene, random).stream().map(Fact::open).forEach(questions::add);
        return List.copyOf(questions);
    }

    private static void addDraws(Set<Family> families, Scene scene, WorldRandom random, Set<Question> questions) {
        for (int draw = 0; draw < MORE_DRAWS; draw++) {
            Conversation.everything(scene, random).stream()
                    .filter(question -> families.contains(question.family()))
                    .forEach(questions::add);
        }
    }

    private static void addOptions(Scene scene, WorldRandom random, Set<Question> questions) {
        for (Fact fact : Facts.of(scene, random)) {
            questions.add(random.oneIn(2) ? fact.trueClaim() : fact.falseClaim(random));
            if (fact.offersChoice()) {
                questions.add(fact.choice(random).ask());
            }
        }
    }

    /** Questions without an image. */
    List<Question> alone(Scene scene, WorldRandom random) {
        return switch (this) {
            case WORDS -> OptionDrills.lesson(scene, random);
            case OPTIONS -> OptionDrills.practice(scene, DRILLS, random);
            default -> OptionDrills.namings(scene, DRILLS, random);
        };
    }
}
