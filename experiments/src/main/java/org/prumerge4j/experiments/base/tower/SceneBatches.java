package org.prumerge4j.experiments.base.tower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.VisionConfig;

/** Training scenes, some at a time, as arrays; every scene is new. */
final class SceneBatches {
    private final ShapesWorld world;
    private final PixelScale scale;
    private final VisionConfig config;
    private final int images;

    SceneBatches(ShapesWorld world, PixelScale scale, VisionConfig config, int images) {
        this.world = world;
        this.scale = scale;
        this.config = config;
        this.images = images;
    }

    List<Scene> scenes(Split split, long part) {
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            scenes.add(world.scene(split, Math.toIntExact(part * images + i)));
        }
        return scenes;
    }

    INDArray pixels(List<Scene> scenes) {
        int size = VisionConfig.CHANNELS * config.imageSize() * config.imageSize();
        float[] pixels = new float[scenes.size() * size];
        for (int i = 0; i < scenes.size(); i++) {
            scale.write(world.image(scenes.get(i)), pixels, i * size);
        }
        return Nd4j.createFromArray(pixels)
                .reshape(scenes.size(), VisionConfig.CHANNELS, config.imageSize(), config.imageSize());
    }

    /** Pixels and all targets. */
    Map<String, INDArray> everything(long part) {
        List<Scene> scenes = scenes(Split.TRAIN, part);
        SceneTargets targets = new SceneTargets(scenes, config.grid(), config.patchSize());
        Map<String, INDArray> arrays = new LinkedHashMap<>(whole(targets));
        arrays.put(ClipTower.PIXELS, pixels(scenes));
        arrays.put("kinds", array(targets.kinds, SceneTargets.KINDS));
        arrays.put("looks", array(targets.looks, SceneTargets.LOOKS));
        arrays.put("surfaces", array(targets.surfaces, SceneTargets.SURFACES));
        arrays.put("extents", array(targets.extents, SceneTargets.EXTENTS));
        arrays.put("places", array(targets.places, SceneTargets.PLACES));
        arrays.put("places.weights", array(targets.placeWeights, SceneTargets.PLACES));
        return arrays;
    }

    /** Targets of [CLS]. */
    static Map<String, INDArray> whole(SceneTargets targets) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("pairs", array(targets.pairs, SceneTargets.TWO));
        arrays.put("counts", array(targets.counts, SceneTargets.COUNTS));
        arrays.put("characters", array(targets.characters, SceneTargets.TWO));
        return arrays;
    }

    static INDArray array(float[] values, int width) {
        return Nd4j.createFromArray(values).reshape(values.length / width, width);
    }
}
