package org.prumerge4j.experiments.shapes.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * What an object is called: colour and shape. Within a scene every object has another pair, so that "the red circle"
 * means one of them.
 *
 * <p>Half of the 48 pairs, a checkerboard over colours and shapes, are popular: they are drawn twice as often as the
 * others, while every colour and every shape on its own is as frequent as any other.
 */
public record Pair(ColorName color, ShapeKind shape) {
    /** All pairs, colours first. */
    public static List<Pair> all() {
        List<Pair> pairs = new ArrayList<>();
        for (ColorName color : ColorName.values()) {
            for (ShapeKind shape : ShapeKind.values()) {
                pairs.add(new Pair(color, shape));
            }
        }
        return pairs;
    }

    /** Whether scenes hold it twice as often as others. */
    public boolean popular() {
        return color.even() == shape.even();
    }

    /** Such as "red circle". */
    public String words() {
        return color.word() + " " + shape.word();
    }
}
