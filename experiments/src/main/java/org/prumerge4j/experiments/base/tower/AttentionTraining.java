package org.prumerge4j.experiments.base.tower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.experiments.base.learning.Course;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.clip.ClipTower;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.graph.Graph;

/**
 * Second stage: the last layer learns where [CLS] has to look. The features that LLaVA takes are this layer's input, so
 * they do not change.
 */
public final class AttentionTraining {
    private static final List<String> OUTPUTS = List.of(TowerGraphs.ATTENTION, TowerGraphs.WHOLE);

    private final ShapesWorld world;
    private final PixelScale scale;
    private final VisionConfig config;

    /** A training on the scenes of a world. */
    public AttentionTraining(ShapesWorld world, PixelScale scale, VisionConfig config) {
        this.world = world;
        this.scale = scale;
        this.config = config;
    }

    /** Trains the last layer of a tower, no other weights; returns the means of the last losses. */
    public Map<String, Double> train(Course course, Weights weights, Consumer<String> report) {
        int images = course.samplesPerStep() / course.partsPerStep();
        Graph graph = TowerGraphs.lastLayer(config, images);
        try (Features features = new Features(config, weights, images)) {
            SceneBatches batches = new SceneBatches(world, scale, config, images);
            Map<String, Double> means =
                    course.run(graph, weights, part -> inputs(part, batches, features), OUTPUTS, report);
            report.accept("attention: " + means);
            return means;
        }
    }

    private Map<String, INDArray> inputs(long part, SceneBatches batches, Features features) {
        List<Scene> scenes = batches.scenes(Split.TRAIN, part);
        Map<String, INDArray> arrays =
                new LinkedHashMap<>(SceneBatches.whole(new SceneTargets(scenes, config.grid(), config.patchSize())));
        AttentionTargets targets = new AttentionTargets(scenes, config);
        arrays.put(TowerGraphs.WANTED_ATTENTION, SceneBatches.array(targets.logarithms, config.positions()));
        arrays.put(TowerGraphs.ATTENTION_WEIGHTS, SceneBatches.array(targets.weights, config.positions()));
        arrays.put(TowerGraphs.FEATURES, features.of(batches.pixels(scenes)));
        return arrays;
    }

    /** Features with [CLS], computed by as many executors as there are threads. */
    private static final class Features implements AutoCloseable {
        private final Graph graph;
        private final Weights weights;
        private final Deque<CompiledExecutor> idle = new ArrayDeque<>();
        private final List<CompiledExecutor> all = new ArrayList<>();

        Features(VisionConfig config, Weights weights, int images) {
            this.graph = ClipTower.graph(config, images);
            this.weights = weights;
        }

        INDArray of(INDArray pixels) {
            CompiledExecutor executor = take();
            Map<String, INDArray> outputs = executor.run(Map.of(ClipTower.PIXELS, pixels), List.of(ClipTower.FEATURES));
            pixels.close();
            synchronized (this) {
                idle.push(executor);
            }
            return Objects.requireNonNull(outputs.get(ClipTower.FEATURES));
        }

        private synchronized CompiledExecutor take() {
            CompiledExecutor executor = idle.poll();
            if (executor == null) {
                executor = new CompiledExecutor(graph, weights.arrays(), 1, CompiledExecutor.Mode.FAST);
                all.add(executor);
            }
            return executor;
        }

        @Override
        public void close() {
            all.forEach(CompiledExecutor::close);
        }
    }
}
