package org.prumerge4j.experiments.base.tower;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.prumerge4j.experiments.base.learning.Course;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.graph.Graph;

/** First stage: the whole tower learns what is where. */
public final class TowerTraining {
    private static final List<String> OUTPUTS = List.of(TowerGraphs.PATCHES, TowerGraphs.PLACES, TowerGraphs.WHOLE);

    private final ShapesWorld world;
    private final PixelScale scale;
    private final VisionConfig config;

    /** A training on the scenes of a world. */
    public TowerTraining(ShapesWorld world, PixelScale scale, VisionConfig config) {
        this.world = world;
        this.scale = scale;
        this.config = config;
    }

    /** Trains; adds the tower and its heads to the weights, and returns the means of the last losses. */
    public Map<String, Double> train(Course course, long seed, Weights weights, Consumer<String> report) {
        int images = course.samplesPerStep() / course.partsPerStep();
        Graph graph = TowerGraphs.everything(config, images);
        weights.addMissing(graph, new TowerStart(config, seed)::of);
        SceneBatches batches = new SceneBatches(world, scale, config, images);
        Map<String, Double> means = course.run(graph, weights, batches::everything, OUTPUTS, report);
        report.accept("tower: " + means);
        return means;
    }
}
