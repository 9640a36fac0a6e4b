package org.prumerge4j.experiments.base.tower;

import java.util.List;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.model.config.VisionConfig;

/**
 * What [CLS] should attend to: most of it to patches at the centres of things, the rest to the background, more in the
 * middle of the image than at its border. That spread matters: were the background all alike, every patch a little above
 * it would count as an outlier.
 */
final class AttentionTargets {
    private static final double ON_THINGS = 0.7;
    /** Logarithm of how much more or less than average the middle and the corners of the background get. */
    private static final double SPREAD = 1.8;

    private static final double THING_WEIGHT = 4;

    final float[] logarithms;
    final float[] weights;

    private final VisionConfig config;

    AttentionTargets(List<Scene> scenes, VisionConfig config) {
        this.config = config;
        logarithms = new float[scenes.size() * config.positions()];
        weights = new float[logarithms.length];
        for (int image = 0; image < scenes.size(); image++) {
            write(Thing.of(scenes.get(image)), image * config.positions());
        }
    }

    private void write(List<Thing> things, int at) {
        double[] share = new double[config.positions()];
        boolean[] shown = new boolean[config.positions()];
        for (Thing thing : things) {
            int patches = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (int patch = 0; patch < config.patches(); patch++) {
                    if (thing.shownBy(x(patch), y(patch), config.patchSize())) {
                        patches += pass == 0 ? 1 : 0;
                        share[patch + 1] += pass == 0 ? 0 : ON_THINGS / things.size() / patches;
                        shown[patch + 1] = true;
                    }
                }
            }
        }
        double sum = 0;
        double[] ground = new double[config.positions()];
        double middle = config.imageSize() / 2.0;
        ground[0] = 1;
        for (int patch = 0; patch < config.patches(); patch++) {
            double radius = Math.hypot(x(patch) - middle, y(patch) - middle) / Math.hypot(middle, middle);
            ground[patch + 1] = Math.exp(SPREAD * (1 - 2 * radius));
            sum += ground[patch + 1];
        }
        for (int position = 0; position < share.length; position++) {
            double wanted = share[position] + (1 - ON_THINGS) * ground[position] / (sum + 1);
            logarithms[at + position] = (float) Math.log(wanted);
            weights[at + position] = (float) ((shown[position] ? THING_WEIGHT : 1) / config.positions());
        }
    }

    private double x(int patch) {
        return (patch % config.grid() + 0.5) * config.patchSize();
    }

    private double y(int patch) {
        int row = patch / config.grid();
        return (row + 0.5) * config.patchSize();
    }
}
