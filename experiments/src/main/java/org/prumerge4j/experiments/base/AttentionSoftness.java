package org.prumerge4j.experiments.base;

import java.util.Locale;
import java.util.function.Consumer;
import org.prumerge4j.experiments.base.language.FrozenTower;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.base.tower.AttentionTraining;
import org.prumerge4j.experiments.base.tower.PixelScale;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.clip.EncodedImage;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.registry.Reducers;

/**
 * Sets how soft the attention of [CLS] is, so that PruMerge keeps as many tokens as wanted. Softer attention has fewer
 * outliers: the spread of the background shrinks less than the distance of the things from it.
 */
final class AttentionSoftness {
    private static final double[] FACTORS = {1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1};
    private static final String REDUCER = "prumerge/reference";

    private AttentionSoftness() {}

    /** Tries factors on the validation split and keeps the best. */
    static void set(
            BaseRecipe recipe,
            ShapesWorld world,
            PixelScale scale,
            AttentionTraining training,
            Weights weights,
            Consumer<String> report) {
        double best = 1;
        double least = Double.MAX_VALUE;
        double current = 1;
        for (double factor : FACTORS) {
            training.soften(weights, factor / current);
            current = factor;
            double kept = kept(recipe, world, scale, weights);
            report.accept(String.format(Locale.ROOT, "attention x %.2f: PruMerge keeps %.1f tokens", factor, kept));
            if (Math.abs(kept - recipe.keptTokens()) < least) {
                least = Math.abs(kept - recipe.keptTokens());
                best = factor;
            }
        }
        training.soften(weights, best / current);
    }

    private static double kept(BaseRecipe recipe, ShapesWorld world, PixelScale scale, Weights weights) {
        VisionConfig vision = recipe.vision();
        Reducer reducer = Reducers.create(REDUCER);
        int scenes = Math.min(recipe.validationScenes(), 100);
        double kept = 0;
        try (FrozenTower tower = new FrozenTower(vision, weights, scale)) {
            for (int index = 0; index < scenes; index++) {
                EncodedImage image = tower.encode(world.image(world.scene(Split.VALIDATION, index)));
                kept += reducer.reduce(tower.input("validation" + index, image)).rows();
            }
        }
        return kept / scenes;
    }
}
