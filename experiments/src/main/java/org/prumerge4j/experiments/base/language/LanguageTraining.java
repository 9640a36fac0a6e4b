package org.prumerge4j.experiments.base.language;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.graph.Graph;

/** Third stage: projector and decoder learn to talk about what the tower sees, all visual tokens before them. */
public final class LanguageTraining {
    private final ShapesWorld world;
    private final LlavaConfig config;
    private final Tokenizer tokenizer;

    /** A training on the scenes of a world. */
    public LanguageTraining(ShapesWorld world, LlavaConfig config, Tokenizer tokenizer) {
        this.world = world;
        this.config = config;
        this.tokenizer = tokenizer;
    }

    /**
     * Trains; adds projector and decoder to the weights if they are not there yet.
     *
     * @param firstScene index of the first training scene to talk about
     * @return means of the last losses
     */
    public Map<String, Double> train(
            LanguageCourse course,
            long firstScene,
            FrozenTower tower,
            Weights weights,
            long seed,
            Consumer<String> report) {
        Graph graph = LanguageGraph.of(config);
        weights.addMissing(graph, new LanguageStart(config.decoder(), seed)::of);
        SampleEncoder encoder = new SampleEncoder(
                PromptTemplate.VICUNA_V1, tokenizer, config.decoder().maxPositions());
        Conversations conversations = new Conversations(world, tower, encoder, config, course.subjects());
        List<String> outputs = List.of(SupervisedLoss.LOSS);
        Map<String, Double> means =
                course.course().run(graph, weights, scene -> conversations.arrays(firstScene + scene), outputs, report);
        report.accept("language: " + means);
        return means;
    }
}
