package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.shapes.scene.ObjectSize;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.Texture;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** What can be talked about in front of a scene. */
public final class Conversation {
    private static final String CAPTION_PROMPT = "Provide a one-sentence caption for the provided image.";
    private static final int PRESENCE_QUESTIONS = 2;

    private Conversation() {}

    /** Questions with one word for an answer that need no reading: facts, presence, comparison. */
    public static List<Question> look(Scene scene, WorldRandom random) {
        return look(scene, Facts.of(scene, random), random);
    }

    private static List<Question> look(Scene scene, List<Fact> facts, WorldRandom random) {
        List<Question> questions = new ArrayList<>();
        facts.stream()
                .filter(fact -> fact.family() != Family.READING && fact.family() != Family.CHARACTER)
                .forEach(fact -> questions.add(fact.open()));
        for (int i = 0; i < PRESENCE_QUESTIONS; i++) {
            add(questions, Presence.any(scene, random));
        }
        add(questions, comparison(scene, random));
        return questions;
    }

    /** Questions of every family that the scene allows, in an order by lot; never the same question twice. */
    public static List<Question> everything(Scene scene, WorldRandom random) {
        List<Fact> facts = Facts.of(scene, random);
        List<Question> questions = new ArrayList<>(look(scene, facts, random));
        SceneText text = scene.text();
        for (Fact fact : facts) {
            if (text != null && (fact.family() == Family.READING || fact.family() == Family.CHARACTER)) {
                questions.add(fact.open());
            }
        }
        Fact claimed = random.pick(facts);
        questions.add(random.oneIn(2) ? claimed.trueClaim() : claimed.falseClaim(random));
        List<Fact> offered = facts.stream().filter(Fact::offersChoice).toList();
        questions.add(random.pick(offered).choice(random).ask());
        return random.<Question>shuffled(questions).stream().distinct().toList();
    }

    /** A question for one sentence that names every object from left to right and the text. */
    public static Question caption(Scene scene) {
        List<String> parts = new ArrayList<>();
        scene.objects().stream()
                .sorted(Comparator.comparingInt(SceneObject::x).thenComparingInt(SceneObject::y))
                .forEach(object -> parts.add(description(object)));
        SceneText text = scene.text();
        if (text != null) {
            parts.add("the text " + text.text());
        }
        int last = parts.size() - 1;
        String joined = String.join(", ", parts.subList(0, Math.max(1, last)));
        String sentence = last == 0 ? joined : joined + " and " + parts.get(last);
        return new Question(Family.CAPTION, CAPTION_PROMPT, AnswerStyle.SENTENCE, "A" + sentence.substring(1) + ".");
    }

    private static String description(SceneObject object) {
        String texture =
                object.texture() == Texture.PLAIN ? "" : object.texture().word() + " ";
        return "a " + object.size().word() + " " + texture + object.words();
    }

    private static @Nullable Question comparison(Scene scene, WorldRandom random) {
        List<SceneObject> small = sized(scene, ObjectSize.SMALL);
        List<SceneObject> large = sized(scene, ObjectSize.LARGE);
        if (small.isEmpty() || large.isEmpty()) {
            return null;
        }
        boolean yes = random.oneIn(2);
        String one = random.pick(small).words();
        String other = random.pick(large).words();
        String text = "Is the " + (yes ? other : one) + " larger than the " + (yes ? one : other) + "?";
        return Question.yesNo(Family.COMPARISON, text, yes);
    }

    private static List<SceneObject> sized(Scene scene, ObjectSize size) {
        return scene.objects().stream().filter(object -> object.size() == size).toList();
    }

    private static void add(List<Question> questions, @Nullable Question question) {
        if (question != null) {
            questions.add(question);
        }
    }
}
