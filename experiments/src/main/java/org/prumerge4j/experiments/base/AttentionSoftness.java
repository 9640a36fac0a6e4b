package org.prumerge4j.experiments.base;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.prumerge4j.experiments.base.language.FrozenTower;
import org.prumerge4j.experiments.base.learning.Weights;
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
    private static final int SCENES = 100;
    private static final String REDUCER = "prumerge/reference";

    private final BaseRecipe recipe;
    private final ShapesWorld world;
    private final PixelScale scale;
    private final Weights weights;
    private final Map<String, float[]> queries = new LinkedHashMap<>();

    AttentionSoftness(BaseRecipe recipe, ShapesWorld world, PixelScale scale, Weights weights) {
        this.recipe = recipe;
        this.world = world;
        this.scale = scale;
        this.weights = weights;
        String path = "vision_model.encoder.layers." + (recipe.vision().layers() - 1) + ".self_attn.q_proj";
        for (String name : List.of(path + ".weight", path + ".bias")) {
            FloatBuffer values = weights.values(name);
            float[] copy = new float[values.capacity()];
            values.get(0, copy);
            queries.put(name, copy);
        }
    }

    /** Tries factors on the validation split and keeps the best. */
    void set(Consumer<String> report) {
        double best = 1;
        double least = Double.MAX_VALUE;
        for (double factor : FACTORS) {
            scale((float) factor);
            double kept = kept();
            report.accept(String.format(Locale.ROOT, "attention x %.2f: PruMerge leaves %.1f tokens", factor, kept));
            if (Math.abs(kept - recipe.keptTokens()) < least) {
                least = Math.abs(kept - recipe.keptTokens());
                best = factor;
            }
        }
        scale((float) best);
    }

    /** Scales the queries as they were trained. */
    private void scale(float factor) {
        queries.forEach((name, trained) -> {
            FloatBuffer values = weights.values(name);
            for (int i = 0; i < trained.length; i++) {
                values.put(i, trained[i] * factor);
            }
        });
    }

    private double kept() {
        VisionConfig vision = recipe.vision();
        Reducer reducer = Reducers.create(REDUCER);
        int scenes = Math.min(recipe.validationScenes(), SCENES);
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
