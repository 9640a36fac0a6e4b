package org.prumerge4j.experiments.shapes.scene;

import java.util.List;

/**
 * What lies behind the objects. No question is about it.
 *
 * @param rgb colour, dark
 * @param lines faint lines
 * @param specks small grey blots
 * @param grain largest deviation of a pixel from its colour, 0 to 255
 * @param grainSeed decides the deviation of every pixel
 */
public record Backdrop(int rgb, List<Line> lines, List<Speck> specks, int grain, long grainSeed) {
    /** Copies the lists. */
    public Backdrop {
        lines = List.copyOf(lines);
        specks = List.copyOf(specks);
    }

    /** Whether there is anything besides the objects and the text. */
    public boolean cluttered() {
        return !lines.isEmpty() || !specks.isEmpty();
    }

    /** A line of one pixel's width, ends in pixels, as much brighter or darker than the background. */
    public record Line(int x1, int y1, int x2, int y2, int brightness) {}

    /** A square blot: upper left corner and side in pixels, as much brighter than the background. */
    public record Speck(int x, int y, int side, int brightness) {}
}
