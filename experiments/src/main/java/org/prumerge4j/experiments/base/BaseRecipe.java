package org.prumerge4j.experiments.base;

import java.util.List;
import org.prumerge4j.experiments.base.language.LanguageCourse;
import org.prumerge4j.experiments.base.language.Subjects;
import org.prumerge4j.experiments.base.learning.Course;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.VisionConfig;

/**
 * Sizes and courses of the base model. Found by experiment on the validation split; {@code docs/shapes-base.md} tells
 * why they are what they are.
 *
 * @param vision the tower
 * @param decoderWidth width of the decoder
 * @param decoderInner width inside of its MLPs
 * @param decoderLayers its layers
 * @param decoderHeads its heads
 * @param tower course of the tower
 * @param attention course of the tower's last layer
 * @param language courses of projector and decoder, each with a learning rate that rises and falls again
 * @param keptTokens tokens that PruMerge should leave on average, its summary token among them, to which the attention
 *     is set
 * @param validationScenes scenes it is set and scored on
 */
public record BaseRecipe(
        VisionConfig vision,
        int decoderWidth,
        int decoderInner,
        int decoderLayers,
        int decoderHeads,
        Course tower,
        Course attention,
        List<LanguageCourse> language,
        int keptTokens,
        int validationScenes) {
    private static final double EPSILON = 1e-5;
    private static final double ROTARY_BASE = 10_000;
    private static final int POSITIONS = 2048;

    /** A recipe with its own copy of the courses. */
    public BaseRecipe {
        language = List.copyOf(language);
    }

    /** The recipe of the shipped model. */
    public static BaseRecipe shipped() {
        return new BaseRecipe(
                new VisionConfig(64, 256, 4, 4, Scene.SIDE, 8, EPSILON),
                96,
                256,
                4,
                4,
                new Course(4500, 200, 2, 16, 2e-3, 4e-3, 0.98, 0.05),
                new Course(300, 50, 2, 32, 2e-3, 0, 0.98, 0.05),
                List.of(
                        new LanguageCourse(new Course(1200, 50, 8, 72, 2e-3, 4e-3, 0.98, 0.05), Subjects.WORDS),
                        new LanguageCourse(
                                new Course(2400, 200, 8, 640, 1.5e-3, 3e-3, 0.98, 0.05), Subjects.EVERYTHING),
                        new LanguageCourse(new Course(2200, 100, 8, 640, 1.5e-3, 3e-3, 0.98, 0.05), Subjects.HARD_ONES),
                        new LanguageCourse(new Course(1500, 100, 8, 640, 1.5e-3, 3e-3, 0.98, 0.05), Subjects.LOOKUPS),
                        new LanguageCourse(new Course(1600, 100, 8, 640, 1.5e-3, 3e-3, 0.98, 0.05), Subjects.OPTIONS)),
                16,
                300);
    }

    /** The same with a share of the steps and of the validation scenes, at least a few. */
    public BaseRecipe shortened(double share) {
        return new BaseRecipe(
                vision,
                decoderWidth,
                decoderInner,
                decoderLayers,
                decoderHeads,
                tower.shortened(share),
                attention.shortened(share),
                language.stream().map(course -> course.shortened(share)).toList(),
                keptTokens,
                Math.max(4, (int) (validationScenes * share)));
    }

    DecoderConfig decoder(int vocabulary) {
        return new DecoderConfig(
                decoderWidth,
                decoderInner,
                decoderLayers,
                decoderHeads,
                decoderHeads,
                vocabulary,
                EPSILON,
                ROTARY_BASE,
                POSITIONS);
    }
}
