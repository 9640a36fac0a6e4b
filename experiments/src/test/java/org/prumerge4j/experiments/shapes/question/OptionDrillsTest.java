package org.prumerge4j.experiments.shapes.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

class OptionDrillsTest {
    private static final ShapesWorld WORLD = new ShapesWorld(4);
    private static final Pattern NAMING = Pattern.compile("Which of these options is (.+)\\?");
    private static final Pattern TELLING = Pattern.compile("What is option ([A-D])\\?");

    private static WorldRandom random(int scene) {
        return WORLD.random(Split.TRAIN, scene, ShapesWorld.Purpose.CONVERSATION);
    }

    @Test
    void everyExerciseHasTheRightAnswer() {
        int namings = 0;
        int tellings = 0;
        int repetitions = 0;
        for (int i = 0; i < 300; i++) {
            for (Question drill : OptionDrills.lesson(WORLD.scene(Split.TRAIN, i), random(i))) {
                List<String> lines = drill.text().lines().toList();
                List<String> options = lines.subList(1, lines.size());
                assertThat(options).hasSize(Choice.OPTIONS);
                Matcher naming = NAMING.matcher(lines.get(0));
                Matcher telling = TELLING.matcher(lines.get(0));
                if (naming.matches()) {
                    namings++;
                    assertThat(options).contains(drill.answer() + ". " + naming.group(1));
                } else if (telling.matches()) {
                    tellings++;
                    assertThat(options).contains(telling.group(1) + ". " + drill.answer());
                } else if (lines.get(0).equals("Repeat the options.")) {
                    repetitions++;
                    assertThat(drill.answer()).isEqualTo(String.join("\n", options));
                }
            }
        }
        assertThat(List.of(namings, tellings, repetitions)).containsExactly(1200, 300, 600);
    }

    @Test
    void practiceNamesOptionsAndAsksAboutWords() {
        for (int i = 0; i < 50; i++) {
            List<Question> drills = OptionDrills.practice(WORLD.scene(Split.TRAIN, i), 2, random(i));

            assertThat(drills).hasSize(3).allMatch(drill -> drill.family() == Family.WORDS);
            assertThat(drills.subList(0, 2)).allMatch(drill -> NAMING.matcher(
                            drill.text().lines().findFirst().orElse(""))
                    .matches());
            assertThat(drills.get(2).text()).startsWith("Which of these ").doesNotContain("options");
        }
    }

    @Test
    void talliesCountEveryShapeOfAScene() {
        for (int i = 0; i < 300; i++) {
            Scene scene = WORLD.scene(Split.TRAIN, i);
            Map<String, String> numbers = Arrays.stream(ShapeKind.values())
                    .collect(Collectors.toMap(
                            ShapeKind::plural,
                            shape -> String.valueOf(scene.of(shape).size())));
            Map<String, Fact> tallies = Facts.tallies(scene, random(i)).stream()
                    .collect(Collectors.toMap(fact -> fact.question().split(" ", 4)[2], Function.identity()));

            tallies.forEach((shape, fact) -> assertThat(fact.answer()).isEqualTo(numbers.get(shape)));
            assertThat(tallies.values())
                    .filteredOn(fact -> fact.answer().equals("0"))
                    .hasSize(1);
            assertThat(tallies.values()).allMatch(fact -> fact.others().size() == 2);
        }
    }
}
