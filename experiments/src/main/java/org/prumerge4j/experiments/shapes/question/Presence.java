package org.prumerge4j.experiments.shapes.question;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** Questions whether there is such an object, with the absent ones chosen as in POPE (Li et al., 2023). */
public enum Presence {
    /** Absent pairs of any kind. */
    RANDOM,
    /** Absent pairs that are popular in other scenes. */
    POPULAR,
    /** Absent pairs of which colour and shape are both there, in other objects. */
    ADVERSARIAL;

    /** The name in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A question about a pair. */
    public static Question ask(Scene scene, Pair pair) {
        return Question.yesNo(
                Family.PRESENCE,
                "Is there " + article(pair) + " " + pair.words() + " in the image?",
                scene.holds(pair));
    }

    /** Pairs that this kind of question may ask about although they are absent, in an order by lot. */
    public List<Pair> absent(Scene scene, WorldRandom random) {
        List<Pair> candidates = Pair.all().stream()
                .filter(pair -> !scene.holds(pair))
                .filter(pair -> switch (this) {
                    case RANDOM -> true;
                    case POPULAR -> pair.popular();
                    case ADVERSARIAL ->
                        !scene.of(pair.color()).isEmpty()
                                && !scene.of(pair.shape()).isEmpty();
                })
                .toList();
        return random.shuffled(candidates);
    }

    /**
     * Pairs that are there, in an order by lot, as often popular ones as among the absent of this kind: a pair must not
     * tell the answer.
     */
    public List<Pair> present(Scene scene, WorldRandom random) {
        List<Pair> candidates = scene.objects().stream()
                .map(object -> object.pair())
                .filter(pair -> {
                    boolean passed = random.oneIn(2);
                    return this == POPULAR ? pair.popular() : !(pair.popular() && passed);
                })
                .toList();
        return random.shuffled(candidates);
    }

    /** A question of any kind with an answer by lot; null if the scene allows but one answer. */
    static @Nullable Question any(Scene scene, WorldRandom random) {
        Presence kind = random.pick(List.of(values()));
        List<Pair> present = kind.present(scene, random);
        List<Pair> absent = kind.absent(scene, random);
        if (present.isEmpty() || absent.isEmpty()) {
            return null; // Where only one answer is possible, asking would favour it.
        }
        return ask(scene, (random.oneIn(2) ? present : absent).get(0));
    }

    private static String article(Pair pair) {
        return "aeiou".indexOf(pair.words().charAt(0)) < 0 ? "a" : "an";
    }
}
