package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * Something true of a scene that can be asked openly, claimed, or offered among options.
 *
 * @param family kind of the open question
 * @param question the open question
 * @param answer what is true
 * @param others what is not true but could have been; as likely as the answer to whoever knows only the question
 * @param claim makes a question for yes or no of an answer
 */
public record Fact(Family family, String question, String answer, List<String> others, UnaryOperator<String> claim) {
    /** Copies the other answers. */
    public Fact {
        others = List.copyOf(others);
    }

    /** Asked openly. */
    public Question open() {
        return Question.word(family, question, answer);
    }

    /** Whether it is so; the answer is yes. */
    public Question trueClaim() {
        return Question.yesNo(Family.CLAIM, claim.apply(answer), true);
    }

    /** Whether something else is so; the answer is no. */
    public Question falseClaim(WorldRandom random) {
        return Question.yesNo(Family.CLAIM, claim.apply(random.pick(others)), false);
    }

    /** Whether there are enough other answers for {@link Choice#OPTIONS} options. */
    public boolean offersChoice() {
        return others.size() >= Choice.OPTIONS - 1;
    }

    /** Asked with options, the right one at a place by lot. */
    public Choice choice(WorldRandom random) {
        List<String> options = new ArrayList<>(random.<String>shuffled(others).subList(0, Choice.OPTIONS - 1));
        int right = random.below(Choice.OPTIONS);
        options.add(right, answer);
        return new Choice(family, question, options, right);
    }
}
