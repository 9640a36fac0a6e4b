package org.prumerge4j.experiments.shapes.files;

import org.prumerge4j.experiments.shapes.scene.Split;

/**
 * Numbers of scenes.
 *
 * @param train to learn from
 * @param validation to choose models by
 * @param test to report on
 */
public record WorldSize(int train, int validation, int test) {
    /** Most scenes of a split: names of images have six digits. */
    public static final int MOST = 1_000_000;

    /** Checks that no number is negative or too large, and that there is a scene at all. */
    public WorldSize {
        if (Math.min(train, Math.min(validation, test)) < 0
                || Math.max(train, Math.max(validation, test)) > MOST
                || (long) train + validation + test == 0) {
            throw new IllegalArgumentException("found " + train + " training, " + validation + " validation and " + test
                    + " test scenes, expected 0 to " + MOST + " of each and at least one");
        }
    }

    /** Number of scenes of a split. */
    public int of(Split split) {
        return switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }
}
