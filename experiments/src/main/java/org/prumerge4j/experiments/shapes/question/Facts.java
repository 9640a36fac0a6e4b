package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.shapes.scene.ColorName;
import org.prumerge4j.experiments.shapes.scene.ObjectSize;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneGenerator;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.Texture;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * Facts of a scene, at most one of each family.
 *
 * <p>What is frequent in scenes is asked about less often, so that all answers are as frequent: popular pairs and plain
 * objects, which are twice as frequent as others, are passed over every other time.
 */
public final class Facts {
    private static final int MOST_COUNTED = 2;

    private final Scene scene;
    private final WorldRandom random;

    private Facts(Scene scene, WorldRandom random) {
        this.scene = scene;
        this.random = random;
    }

    /** The facts of a scene, always in the order of their families. */
    public static List<Fact> of(Scene scene, WorldRandom random) {
        Facts facts = new Facts(scene, random);
        List<Fact> all = new ArrayList<>();
        Stream.of(facts.color(), facts.shape(), facts.count(), facts.tally(), facts.texture(), facts.size())
                .filter(Objects::nonNull)
                .forEach(all::add);
        all.addAll(Places.of(scene, random));
        all.addAll(Writing.of(scene, random));
        return all;
    }

    private @Nullable Fact color() {
        SceneObject object = unlessPopular(scene.objects().stream()
                .filter(each -> scene.of(each.shape()).size() == 1)
                .toList());
        if (object == null) {
            return null;
        }
        String what = "the " + object.shape().word();
        return fact(
                Family.COLOR,
                "What color is " + what + "?",
                object.color().word(),
                words(ColorName.values(), ColorName::word),
                answer -> "Is " + what + " " + answer + "?");
    }

    private @Nullable Fact shape() {
        SceneObject object = unlessPopular(scene.objects().stream()
                .filter(each -> scene.of(each.color()).size() == 1)
                .toList());
        if (object == null) {
            return null;
        }
        String what = "the " + object.color().word() + " object";
        return fact(
                Family.SHAPE,
                "What shape is " + what + "?",
                object.shape().word(),
                words(ShapeKind.values(), ShapeKind::word),
                answer -> "Is " + what + " a " + answer + "?");
    }

    private Fact count() {
        return fact(
                Family.COUNT,
                "How many objects are in the image?",
                String.valueOf(scene.objects().size()),
                numbers(1, SceneGenerator.MAX_OBJECTS),
                answer -> "Is the number of objects " + answer + "?");
    }

    /** Asked only where 0, 1 and 2 could all be the answer. */
    private @Nullable Fact tally() {
        int target = random.below(MOST_COUNTED + 1);
        ShapeKind counted = null;
        for (int number = 0; number <= MOST_COUNTED; number++) {
            int wanted = number;
            List<ShapeKind> shapes = Arrays.stream(ShapeKind.values())
                    .filter(shape -> scene.of(shape).size() == wanted)
                    .toList();
            if (shapes.isEmpty()) {
                return null;
            }
            ShapeKind one = random.pick(shapes);
            counted = number == target ? one : counted;
        }
        if (counted == null) {
            return null;
        }
        return tally(counted, target);
    }

    /**
     * How many objects there are of each shape that a scene has at most {@link #MOST_COUNTED} of, and of one that it has
     * none of. Unlike the tally among the {@link #of facts}, one is the most frequent answer.
     */
    public static List<Fact> tallies(Scene scene, WorldRandom random) {
        List<Fact> tallies = new ArrayList<>();
        List<ShapeKind> missing = new ArrayList<>();
        for (ShapeKind shape : ShapeKind.values()) {
            int number = scene.of(shape).size();
            if (number == 0) {
                missing.add(shape);
            } else if (number <= MOST_COUNTED) {
                tallies.add(tally(shape, number));
            }
        }
        if (!missing.isEmpty()) {
            tallies.add(tally(random.pick(missing), 0));
        }
        return tallies;
    }

    private static Fact tally(ShapeKind shape, int number) {
        String what = shape.plural();
        return fact(
                Family.TALLY,
                "How many " + what + " are in the image?",
                String.valueOf(number),
                numbers(0, MOST_COUNTED),
                answer -> "Is the number of " + what + " " + answer + "?");
    }

    private @Nullable Fact texture() {
        SceneObject object = random.pick(scene.objects());
        boolean passed = random.oneIn(2);
        if (object.texture() == Texture.PLAIN && passed) {
            return null;
        }
        String what = "the " + object.words();
        return fact(
                Family.TEXTURE,
                "What is the texture of " + what + "?",
                object.texture().word(),
                words(Texture.values(), Texture::word),
                answer -> "Is " + what + " " + answer + "?");
    }

    private Fact size() {
        SceneObject object = random.pick(scene.objects());
        String what = "the " + object.words();
        return fact(
                Family.SIZE,
                "What is the size of " + what + "?",
                object.size().word(),
                words(ObjectSize.values(), ObjectSize::word),
                answer -> "Is " + what + " " + answer + "?");
    }

    private @Nullable SceneObject unlessPopular(List<SceneObject> objects) {
        if (objects.isEmpty()) {
            return null;
        }
        SceneObject object = random.pick(objects);
        boolean passed = random.oneIn(2);
        return object.pair().popular() && passed ? null : object;
    }

    /** A fact whose other answers are all answers but the right one. */
    static Fact fact(Family family, String question, String answer, List<String> answers, UnaryOperator<String> claim) {
        List<String> others =
                answers.stream().filter(other -> !other.equals(answer)).toList();
        return new Fact(family, question, answer, others, claim);
    }

    private static <E> List<String> words(E[] values, Function<E, String> word) {
        return Arrays.stream(values).map(word).toList();
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
    }
}
