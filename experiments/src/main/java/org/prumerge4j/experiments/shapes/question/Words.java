package org.prumerge4j.experiments.shapes.question;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.prumerge4j.experiments.shapes.scene.ColorName;
import org.prumerge4j.experiments.shapes.scene.SceneGenerator;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** Questions about words, without an image. */
public final class Words {
    private Words() {}

    /** A question by lot. */
    public static Choice choice(WorldRandom random) {
        List<String> colors =
                Arrays.stream(ColorName.values()).map(ColorName::word).toList();
        List<String> shapes =
                Arrays.stream(ShapeKind.values()).map(ShapeKind::word).toList();
        return switch (random.below(3)) {
            case 0 -> oddOne("Which of these words is a color?", random.pick(colors), shapes, random);
            case 1 -> oddOne("Which of these words is a shape?", random.pick(shapes), colors, random);
            default -> {
                int largest = random.between(Choice.OPTIONS, SceneGenerator.MAX_OBJECTS);
                List<String> smaller =
                        IntStream.range(1, largest).mapToObj(String::valueOf).toList();
                yield oddOne("Which of these numbers is the largest?", String.valueOf(largest), smaller, random);
            }
        };
    }

    private static Choice oddOne(String question, String right, List<String> wrong, WorldRandom random) {
        return new Fact(Family.WORDS, question, right, wrong, answer -> answer).choice(random);
    }
}
