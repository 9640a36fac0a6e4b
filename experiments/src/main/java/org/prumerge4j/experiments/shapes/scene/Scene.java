package org.prumerge4j.experiments.shapes.scene;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know about an image; pixels, questions and answers follow from it.
 *
 * @param backdrop what is behind
 * @param objects 1 to 5 that do not touch, each with another {@link Pair}
 * @param text what is written; null if nothing is
 */
public record Scene(Backdrop backdrop, List<SceneObject> objects, @Nullable SceneText text) {
    /** Width and height of an image in pixels. */
    public static final int SIDE = 112;

    private static final int HASH_BYTES = 8;

    /** Copies the objects. */
    public Scene {
        objects = List.copyOf(objects);
    }

    /** Objects of a shape. */
    public List<SceneObject> of(ShapeKind shape) {
        return objects.stream().filter(object -> object.shape() == shape).toList();
    }

    /** Objects of a colour. */
    public List<SceneObject> of(ColorName color) {
        return objects.stream().filter(object -> object.color() == color).toList();
    }

    /** Whether an object is called so. */
    public boolean holds(Pair pair) {
        return objects.stream().anyMatch(object -> object.pair().equals(pair));
    }

    /** 16 hexadecimal digits that tell objects and text of two scenes apart; the backdrop does not count. */
    public String hash() {
        String content = objects.stream()
                        .sorted(Comparator.comparingInt(SceneObject::y).thenComparingInt(SceneObject::x))
                        .map(object -> object.words() + " " + object.size() + " " + object.texture() + " " + object.x()
                                + " " + object.y() + " " + object.radius())
                        .collect(Collectors.joining("\n"))
                + (text == null ? "" : "\n" + text.text() + " " + text.x() + " " + text.y());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
