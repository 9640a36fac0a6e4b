package org.prumerge4j.experiments.base.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Split;

class SubjectsTest {
    private static final ShapesWorld WORLD = new ShapesWorld(4);
    private static final int SCENES = 100;

    private static List<Question> pictured(Subjects subjects, int scene) {
        return subjects.pictured(
                WORLD.scene(Split.TRAIN, scene), WORLD.random(Split.TRAIN, scene, ShapesWorld.Purpose.CONVERSATION));
    }

    /** Questions of a family per scene, by subjects. */
    private static Map<Subjects, Double> frequency(Family family) {
        Map<Subjects, Double> frequencies = new EnumMap<>(Subjects.class);
        for (Subjects subjects : Subjects.values()) {
            List<Question> all = new ArrayList<>();
            for (int scene = 0; scene < SCENES; scene++) {
                all.addAll(pictured(subjects, scene));
            }
            double count =
                    all.stream().filter(question -> question.family() == family).count();
            frequencies.put(subjects, count / SCENES);
        }
        return frequencies;
    }

    @ParameterizedTest
    @EnumSource(Subjects.class)
    void everyQuestionOfASceneIsAskedOnceAndHasOneAnswer(Subjects subjects) {
        for (int scene = 0; scene < SCENES; scene++) {
            List<Question> questions = pictured(subjects, scene);
            Map<String, Long> asked =
                    questions.stream().collect(Collectors.groupingBy(Question::text, Collectors.counting()));

            assertThat(asked.values()).allMatch(count -> count == 1);
            assertThat(questions).noneMatch(question -> question.family() == Family.WORDS);
            assertThat(questions.isEmpty()).isEqualTo(subjects == Subjects.WORDS);
        }
    }

    @Test
    void coursesAskMoreOfWhatTheyAreFor() {
        Map<Subjects, Double> characters = frequency(Family.CHARACTER);
        assertThat(characters.get(Subjects.HARD_ONES)).isGreaterThan(1.3 * characters.get(Subjects.LOOKUPS));
        Map<Subjects, Double> colors = frequency(Family.COLOR);
        assertThat(colors.get(Subjects.LOOKUPS)).isGreaterThan(1.5 * colors.get(Subjects.HARD_ONES));
        Map<Subjects, Double> choices = frequency(Family.CHOICE);
        assertThat(choices.get(Subjects.OPTIONS)).isGreaterThan(choices.get(Subjects.LOOKUPS));
        assertThat(choices.get(Subjects.LOOKUPS)).isGreaterThan(1.5 * choices.get(Subjects.EVERYTHING));
    }
}
