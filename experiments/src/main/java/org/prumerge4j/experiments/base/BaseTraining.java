package org.prumerge4j.experiments.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.base.language.FrozenTower;
import org.prumerge4j.experiments.base.language.LanguageCourse;
import org.prumerge4j.experiments.base.language.LanguageTraining;
import org.prumerge4j.experiments.base.language.Scoring;
import org.prumerge4j.experiments.base.language.WorldVocabulary;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.base.tower.AttentionTraining;
import org.prumerge4j.experiments.base.tower.PixelScale;
import org.prumerge4j.experiments.base.tower.TowerTraining;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.prumerge.registry.Reducers;

/**
 * Trains the base model in three stages, each left in a file: the tower, its last layer, projector and decoder. A stage
 * whose file is there is not trained again, so a run that was stopped goes on and a later stage can be repeated alone.
 */
public final class BaseTraining {
    private static final String TOWER = "tower.safetensors";
    private static final String ATTENTION = "attention.safetensors";
    private static final String[] TOWER_WEIGHTS = {"vision_model.", "heads."};
    private static final String[] LANGUAGE_WEIGHTS = {"mm_projector.", "model.", "lm_head."};

    private final BaseRecipe recipe;
    private final long seed;
    private final Path stages;
    private final Consumer<String> report;
    private final AtomicFiles files = new AtomicFiles();
    private final ShapesWorld world;
    private final PixelScale scale;

    /**
     * A training.
     *
     * @param stages folder for the files of the stages
     * @param report takes lines about how it goes
     */
    public BaseTraining(BaseRecipe recipe, long seed, Path stages, Consumer<String> report) {
        this.recipe = recipe;
        this.seed = seed;
        this.stages = stages;
        this.report = report;
        this.world = new ShapesWorld(seed);
        this.scale = PixelScale.of(world);
    }

    /** Trains what is missing, scores, and writes the model as a checkpoint in the layout of llava-hf. */
    public void run(Path output) throws IOException {
        Files.createDirectories(stages);
        StageTimes times = new StageTimes(files, stages);
        files.writeFile(
                stages.resolve(Tokenizers.SENTENCE_PIECE_FILE), WorldVocabulary.file(WorldVocabulary.of(world)));
        try (Weights weights = tower(times);
                Tokenizer tokenizer = Tokenizers.load(stages)) {
            LlavaConfig config = LlavaConfig.of(recipe.vision(), recipe.decoder(tokenizer.vocabularySize()), 2);
            try (FrozenTower frozen = new FrozenTower(recipe.vision(), weights, scale)) {
                language(config, weights, tokenizer, frozen, times);
                weights.roundToHalf("");
                BaseScores scores = score(config, weights, tokenizer, frozen);
                new BaseExport(files, config, scale.settings(), stages)
                        .write(output, weights, new BaseCard(recipe, seed, times.seconds(), scores));
            }
        }
        report.accept("wrote " + output);
    }

    private Weights tower(StageTimes times) throws IOException {
        Path attended = stages.resolve(ATTENTION);
        Path file = stages.resolve(TOWER);
        Weights weights;
        if (Files.exists(attended)) {
            weights = Weights.load(attended);
        } else {
            if (Files.exists(file)) {
                weights = Weights.load(file);
            } else {
                long start = System.nanoTime();
                weights = new Weights();
                new TowerTraining(world, scale, recipe.vision()).train(recipe.tower(), seed, weights, report);
                times.ended("tower", start);
                weights.save(file, files, TOWER_WEIGHTS);
            }
            long start = System.nanoTime();
            new AttentionTraining(world, scale, recipe.vision()).train(recipe.attention(), weights, report);
            new AttentionSoftness(recipe, world, scale, weights).set(report);
            times.ended("last layer", start);
            weights.save(attended, files, TOWER_WEIGHTS);
        }
        // From here on the tower is what the checkpoint will hold.
        weights.roundToHalf("vision_model.");
        return weights;
    }

    private void language(
            LlavaConfig config, Weights weights, Tokenizer tokenizer, FrozenTower frozen, StageTimes times)
            throws IOException {
        LanguageTraining training = new LanguageTraining(world, config, tokenizer);
        long firstScene = 0;
        for (int i = 0; i < recipe.language().size(); i++) {
            LanguageCourse course = recipe.language().get(i);
            Path file = stages.resolve("language-" + (i + 1) + ".safetensors");
            if (Files.exists(file)) {
                try (Weights trained = Weights.load(file)) {
                    weights.putAll(trained);
                }
            } else {
                long start = System.nanoTime();
                training.train(course, firstScene, frozen, weights, seed, report);
                times.ended("projector and decoder, course " + (i + 1), start);
                weights.save(file, files, LANGUAGE_WEIGHTS);
            }
            firstScene += course.course().steps() * course.course().partsPerStep();
        }
    }

    private BaseScores score(LlavaConfig config, Weights weights, Tokenizer tokenizer, FrozenTower frozen) {
        SampleEncoder encoder = new SampleEncoder(
                PromptTemplate.VICUNA_V1, tokenizer, config.decoder().maxPositions());
        Map<String, Scoring.Scores> scores = new LinkedHashMap<>();
        try (Scoring scoring = new Scoring(world, config, frozen, weights, encoder)) {
            for (String reducer : BaseScores.REDUCERS) {
                scores.put(reducer, scoring.of(Split.VALIDATION, recipe.validationScenes(), Reducers.create(reducer)));
            }
        }
        BaseScores all = new BaseScores(scores);
        report.accept(all.table());
        return all;
    }
}
