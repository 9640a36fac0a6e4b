package org.prumerge4j.experiments.shapes.files;

import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.draw.PngEncoder;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * A scene with the file of its image.
 *
 * @param world it belongs to
 * @param split it belongs to
 * @param index its place in the split
 * @param scene what is in it
 * @param png bytes of its image
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on to files as it is.
record PaintedScene(ShapesWorld world, Split split, int index, Scene scene, byte[] png) {
    static PaintedScene of(ShapesWorld world, Split split, int index) {
        Scene scene = world.scene(split, index);
        return new PaintedScene(world, split, index, scene, PngEncoder.encode(world.image(scene)));
    }

    WorldRandom random(ShapesWorld.Purpose purpose) {
        return world.random(split, index, purpose);
    }

    /** Number of the image where data sets of COCO have one; 0 is none of theirs. */
    int number() {
        return index + 1;
    }

    /** The number as COCO spells it in names of files. */
    String twelveDigits() {
        return digits(12, number());
    }

    /** The index as instruction data spells it. */
    String sixDigits() {
        return digits(6, index);
    }

    private static String digits(int width, int number) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
