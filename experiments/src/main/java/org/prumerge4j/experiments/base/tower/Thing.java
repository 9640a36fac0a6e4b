package org.prumerge4j.experiments.base.tower;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.experiments.shapes.scene.ColorName;
import org.prumerge4j.experiments.shapes.scene.ObjectSize;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.Texture;

/**
 * Something in a scene that has a centre: an object or a painted character.
 *
 * @param x column of the centre in pixels
 * @param y row of the centre in pixels
 * @param kind a shape, or behind the shapes a character of the alphabet
 * @param look a colour, or behind the colours the place of the character in its text
 * @param surface a texture, or {@link #NONE}
 * @param extent a size, or {@link #NONE}
 * @param reach pixels around the centre within which a patch stands for it
 */
record Thing(double x, double y, int kind, int look, int surface, int extent, double reach) {
    static final int NONE = -1;

    private static final List<ShapeKind> ALL_SHAPES = List.of(ShapeKind.values());
    private static final List<ColorName> ALL_COLORS = List.of(ColorName.values());
    private static final List<Texture> ALL_TEXTURES = List.of(Texture.values());
    private static final List<ObjectSize> ALL_SIZES = List.of(ObjectSize.values());

    static final int SHAPES = ALL_SHAPES.size();
    static final int COLORS = ALL_COLORS.size();

    private static final double OBJECT_REACH = 5.5;
    private static final double CHARACTER_REACH = 4.3;

    /** Whether it is a painted character. */
    boolean character() {
        return kind >= SHAPES;
    }

    /** Whether the patch with the given centre stands for it: it holds the centre, or is near enough. */
    boolean shownBy(double patchX, double patchY, double patchSize) {
        double dx = x - patchX;
        double dy = y - patchY;
        double half = patchSize / 2;
        boolean inside = dx >= -half && dx < half && dy >= -half && dy < half;
        return inside || dx * dx + dy * dy < reach * reach;
    }

    /** Objects first, then characters from left to right. */
    static List<Thing> of(Scene scene) {
        List<Thing> things = new ArrayList<>();
        for (SceneObject object : scene.objects()) {
            things.add(new Thing(
                    object.x() / 2.0,
                    object.y() / 2.0,
                    ALL_SHAPES.indexOf(object.shape()),
                    ALL_COLORS.indexOf(object.color()),
                    ALL_TEXTURES.indexOf(object.texture()),
                    ALL_SIZES.indexOf(object.size()),
                    OBJECT_REACH));
        }
        SceneText text = scene.text();
        for (int i = 0; text != null && i < text.text().length(); i++) {
            double left = text.x() + i * (double) (SceneText.CHARACTER_WIDTH + SceneText.GAP);
            things.add(new Thing(
                    left + SceneText.CHARACTER_WIDTH / 2.0,
                    text.y() + SceneText.CHARACTER_HEIGHT / 2.0,
                    SHAPES + SceneText.ALPHABET.indexOf(text.text().charAt(i)),
                    COLORS + i,
                    NONE,
                    NONE,
                    CHARACTER_REACH));
        }
        return things;
    }
}
