package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * Exercises in reading options, answered without an image. A language model that is taught to see can do this already;
 * one that is trained from nothing has to learn it too, and learns it much sooner without anything to look at.
 */
public final class OptionDrills {
    private static final int NAMINGS = 4;
    private static final int TELLINGS = 1;
    private static final int REPETITIONS = 2;
    private static final int WORDS = 2;

    private OptionDrills() {}

    /** A lesson: every kind of exercise, with options from a scene's facts. */
    public static List<Question> lesson(Scene scene, WorldRandom random) {
        List<Question> drills = new ArrayList<>(namings(scene, NAMINGS, random));
        List<Fact> facts = offered(scene, random);
        for (int i = 0; i < TELLINGS; i++) {
            drills.add(telling(random.pick(facts).choice(random)));
        }
        for (int i = 0; i < REPETITIONS; i++) {
            drills.add(repetition(random.pick(facts).choice(random)));
        }
        for (int i = 0; i < WORDS; i++) {
            drills.add(Words.choice(random).ask());
        }
        return drills;
    }

    /** A few exercises, so that the rest of a lesson is not forgotten: letters of given options, a question about words. */
    public static List<Question> practice(Scene scene, int namings, WorldRandom random) {
        List<Question> drills = namings(scene, namings, random);
        drills.add(Words.choice(random).ask());
        return drills;
    }

    /** Exercises that ask for the letter of a given option. */
    public static List<Question> namings(Scene scene, int count, WorldRandom random) {
        List<Fact> facts = offered(scene, random);
        List<Question> drills = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drills.add(naming(random.pick(facts).choice(random)));
        }
        return drills;
    }

    private static List<Fact> offered(Scene scene, WorldRandom random) {
        return Facts.of(scene, random).stream().filter(Fact::offersChoice).toList();
    }

    private static Question naming(Choice choice) {
        String right = choice.options().get(choice.right());
        return worded("Which of these options is " + right + "?", choice).ask();
    }

    private static Question telling(Choice choice) {
        String text = worded("What is option " + choice.letter() + "?", choice).text();
        String right = choice.options().get(choice.right());
        return new Question(Family.WORDS, text, AnswerStyle.WORD, right);
    }

    private static Question repetition(Choice choice) {
        String order = "Repeat the options.";
        String text = worded(order, choice).text();
        return new Question(Family.WORDS, text, AnswerStyle.SENTENCE, text.substring(order.length() + 1));
    }

    private static Choice worded(String question, Choice choice) {
        return new Choice(Family.WORDS, question, choice.options(), choice.right());
    }
}
