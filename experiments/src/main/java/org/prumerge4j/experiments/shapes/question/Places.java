package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/** Facts about where objects are; only about those of which there is no doubt. */
final class Places {
    private static final List<String> QUARTERS = List.of("top left", "top right", "bottom left", "bottom right");
    private static final List<String> SIDES = List.of("left", "right", "above", "below");

    /** The middle of the image in half pixels. */
    private static final int MIDDLE = Scene.SIDE;
    /** Half pixels from a middle line within which a quarter is in doubt. */
    private static final int DOUBTFUL = 16;
    /** Least distance in half pixels between two objects for one to be beside the other. */
    private static final int APART = 40;

    private Places() {}

    static List<Fact> of(Scene scene, WorldRandom random) {
        List<Fact> facts = new ArrayList<>();
        List<SceneObject> clear = scene.objects().stream()
                .filter(object -> Math.abs(object.x() - MIDDLE) >= DOUBTFUL)
                .filter(object -> Math.abs(object.y() - MIDDLE) >= DOUBTFUL)
                .toList();
        if (!clear.isEmpty()) {
            facts.add(position(random.pick(clear)));
        }
        List<Fact> relations = relations(scene);
        if (!relations.isEmpty()) {
            facts.add(random.pick(relations));
        }
        return facts;
    }

    /** Which quarter of the image an object is in. */
    static String quarter(SceneObject object) {
        return QUARTERS.get((object.y() < MIDDLE ? 0 : 2) + (object.x() < MIDDLE ? 0 : 1));
    }

    private static Fact position(SceneObject object) {
        String what = "the " + object.words();
        return Facts.fact(
                Family.POSITION,
                "Where is " + what + " in the image?",
                quarter(object),
                QUARTERS,
                answer -> "Is " + what + " in the " + answer + " of the image?");
    }

    private static List<Fact> relations(Scene scene) {
        List<Fact> relations = new ArrayList<>();
        for (SceneObject object : scene.objects()) {
            for (SceneObject other : scene.objects()) {
                int dx = object.x() - other.x();
                int dy = object.y() - other.y();
                if (Math.abs(dx) >= APART && Math.abs(dx) >= 2 * Math.abs(dy)) {
                    relations.add(relation(object, other, dx < 0 ? "left" : "right"));
                } else if (Math.abs(dy) >= APART && Math.abs(dy) >= 2 * Math.abs(dx)) {
                    relations.add(relation(object, other, dy < 0 ? "above" : "below"));
                }
            }
        }
        return relations;
    }

    private static Fact relation(SceneObject object, SceneObject other, String side) {
        String what = "the " + object.words();
        String where = "the " + other.words();
        return Facts.fact(
                Family.RELATION,
                "Where is " + what + " relative to " + where + "?",
                side,
                SIDES,
                answer -> "Is " + what + " " + beside(answer) + " " + where + "?");
    }

    private static String beside(String side) {
        return switch (side) {
            case "left", "right" -> "to the " + side + " of";
            default -> side;
        };
    }
}
