package org.prumerge4j.experiments.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.experiments.base.language.FrozenTower;
import org.prumerge4j.experiments.base.language.LanguageCourse;
import org.prumerge4j.experiments.base.language.LanguageTraining;
import org.prumerge4j.experiments.base.language.Subjects;
import org.prumerge4j.experiments.base.language.WorldVocabulary;
import org.prumerge4j.experiments.base.learning.Course;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.base.tower.AttentionTraining;
import org.prumerge4j.experiments.base.tower.PixelScale;
import org.prumerge4j.experiments.base.tower.TowerTraining;
import org.prumerge4j.experiments.run.AnsweringModel;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.draw.PngEncoder;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.VisionConfig;

class BaseTrainingTest {
    private static final ShapesWorld WORLD = new ShapesWorld(5);
    private static final VisionConfig VISION = new VisionConfig(16, 32, 2, 2, 112, 16, 1e-5);
    private static final int FEW = 3;

    @TempDir
    private Path folder;

    private static Course course(long steps, int parts, int samples) {
        return new Course(steps, 1, parts, samples, 5e-3, 3e-2, 0.98, 0.05);
    }

    private static Course withoutMuon(long steps) {
        return new Course(steps, 1, 2, 4, 5e-3, 0, 0.98, 0.05);
    }

    private static LanguageCourse language(long steps, Subjects subjects) {
        return new LanguageCourse(course(steps, 2, 2), subjects);
    }

    private static double sum(Map<String, Double> losses) {
        return losses.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void everyStageLearns() throws IOException {
        PixelScale scale = PixelScale.of(WORLD);
        TowerTraining tower = new TowerTraining(WORLD, scale, VISION);
        List<Double> means = new ArrayList<>();
        for (int steps : new int[] {FEW, 25 * FEW}) {
            try (Weights weights = new Weights()) {
                means.add(sum(tower.train(course(steps, 2, 4), 1, weights, line -> {})));
            }
        }
        assertThat(means.get(1)).as("loss of the tower").isLessThan(0.8 * means.get(0));

        Weights weights = new Weights();
        tower.train(course(FEW, 2, 4), 1, weights, line -> {});
        AttentionTraining attention = new AttentionTraining(WORLD, scale, VISION);
        double first = sum(attention.train(withoutMuon(FEW), weights, line -> {}));
        double later = sum(attention.train(withoutMuon(10 * FEW), weights, line -> {}));
        assertThat(later).as("loss of the attention").isLessThan(0.8 * first);

        Files.write(folder.resolve(Tokenizers.SENTENCE_PIECE_FILE), WorldVocabulary.file(WorldVocabulary.of(WORLD)));
        try (Tokenizer tokenizer = Tokenizers.load(folder);
                FrozenTower frozen = new FrozenTower(VISION, weights, scale)) {
            LlavaConfig config = LlavaConfig.of(VISION, small().decoder(tokenizer.vocabularySize()), 2);
            LanguageTraining language = new LanguageTraining(WORLD, config, tokenizer);
            for (Subjects subjects : Subjects.values()) {
                try (Weights fresh = new Weights()) {
                    double before = sum(language.train(language(1, subjects), 0, frozen, fresh, 1, line -> {}));
                    double after = sum(language.train(language(20 * FEW, subjects), 2, frozen, fresh, 1, line -> {}));
                    assertThat(after).as("loss on " + subjects).isLessThan(0.95 * before);
                }
            }
        }
        weights.close();
    }

    private static BaseRecipe small() {
        return new BaseRecipe(
                VISION,
                16,
                32,
                1,
                2,
                course(2, 2, 4),
                withoutMuon(2),
                List.of(language(2, Subjects.WORDS), language(1, Subjects.LOOKUPS)),
                5,
                2);
    }

    @Test
    void checkpointIsReadLikeAnyOtherAndTheSameEveryTime() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        new BaseTraining(small(), 1, folder.resolve("stages"), line -> {}).run(first);
        new BaseTraining(small(), 1, folder.resolve("other-stages"), line -> {}).run(second);
        assertThat(second.resolve("model.safetensors")).hasSameBinaryContentAs(first.resolve("model.safetensors"));

        Path image = folder.resolve("scene.png");
        Files.write(image, PngEncoder.encode(WORLD.image(WORLD.scene(Split.VALIDATION, 0))));
        try (AnsweringModel model = new AnsweringModel(first, null, null)) {
            assertThat(model.answer(image, "What color is the circle?", 2)).isNotNull();
        }
        assertThat(first.resolve("README.md")).content().contains("--seed 1").contains("| color | 12.5 |");
    }

    @Test
    void finishedStagesAreNotTrainedAgain() throws IOException {
        Path stages = folder.resolve("stages");
        new BaseTraining(small(), 1, stages, line -> {}).run(folder.resolve("first"));
        List<String> lines = new ArrayList<>();
        new BaseTraining(small(), 1, stages, lines::add).run(folder.resolve("second"));
        assertThat(lines).noneMatch(line -> line.startsWith("tower") || line.startsWith("language"));
        assertThat(folder.resolve("second/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("first/model.safetensors"));
    }
}
