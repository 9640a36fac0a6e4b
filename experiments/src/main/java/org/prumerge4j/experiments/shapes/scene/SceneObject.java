package org.prumerge4j.experiments.shapes.scene;

/**
 * An object.
 *
 * @param pair its colour and shape
 * @param size small or large
 * @param texture how it is painted
 * @param x column of its centre in half pixels, 0 at the left border
 * @param y row of its centre in half pixels, 0 at the top
 * @param radius half of its width in half pixels
 */
public record SceneObject(Pair pair, ObjectSize size, Texture texture, int x, int y, int radius) {
    /** Colour. */
    public ColorName color() {
        return pair.color();
    }

    /** Form. */
    public ShapeKind shape() {
        return pair.shape();
    }

    /** Such as "red circle". */
    public String words() {
        return pair.words();
    }
}
