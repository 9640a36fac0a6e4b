package org.prumerge4j.experiments.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.run.AnsweringModel;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.draw.PngEncoder;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.io.Checksums;

/** The base model that comes with the program. */
class ShippedBaseTest {
    private static final Path MODEL =
            Path.of(System.getProperty("project.root", "..")).resolve("experiments/shapes-base");
    private static final Set<Family> EASY = Set.of(
            Family.COLOR, Family.SHAPE, Family.COUNT, Family.SIZE, Family.POSITION, Family.PRESENCE, Family.COMPARISON);
    private static final int SCENES = 3;
    private static final int MOST_BYTES = 5_000_000;
    private static final double FEWEST = 0.85;

    @TempDir
    private Path folder;

    @Test
    void answersQuestionsAboutNewScenes() throws IOException {
        ShapesWorld world = new ShapesWorld(77);
        int asked = 0;
        int right = 0;
        try (AnsweringModel model = new AnsweringModel(MODEL, null, "none/all")) {
            for (int index = 0; index < SCENES; index++) {
                Path image = folder.resolve(index + ".png");
                Files.write(image, PngEncoder.encode(world.image(world.scene(Split.VALIDATION, index))));
                for (Question question : world.conversation(Split.VALIDATION, index)) {
                    if (EASY.contains(question.family())) {
                        asked++;
                        right += model.answer(image, question.prompt(), 4).equals(question.answer()) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(15);
        assertThat(right).as("right answers of %s", asked).isGreaterThan((int) (FEWEST * asked));
    }

    @Test
    void filesAreWholeAndFew() throws IOException {
        Checksums.verify(MODEL);
        long bytes = 0;
        try (var files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }
}
