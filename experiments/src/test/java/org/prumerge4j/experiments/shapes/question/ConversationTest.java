package org.prumerge4j.experiments.shapes.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.scene.Backdrop;
import org.prumerge4j.experiments.shapes.scene.ColorName;
import org.prumerge4j.experiments.shapes.scene.ObjectSize;
import org.prumerge4j.experiments.shapes.scene.Pair;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneObject;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.ShapeKind;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.Texture;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

class ConversationTest {
    private static final int SCENES = 3000;
    /** So many words, digits and letters; a SentencePiece model of a few hundred pieces has room for all. */
    private static final int VOCABULARY = 110;

    private static final Map<Family, List<Guesser.Item>> ASKED = asked();

    private static Map<Family, List<Guesser.Item>> asked() {
        ShapesWorld world = new ShapesWorld(4);
        Map<Family, List<Guesser.Item>> asked = new EnumMap<>(Family.class);
        for (int i = 0; i < SCENES; i++) {
            for (Question question : world.conversation(Split.TRAIN, i)) {
                asked.computeIfAbsent(question.family(), unused -> new ArrayList<>())
                        .add(new Guesser.Item(String.valueOf(i), question.text(), question.answer()));
            }
        }
        return asked;
    }

    private static Scene scene() {
        Backdrop black = new Backdrop(0, List.of(), List.of(), 0, 0);
        return new Scene(
                black,
                List.of(
                        new SceneObject(
                                new Pair(ColorName.RED, ShapeKind.CIRCLE),
                                ObjectSize.SMALL,
                                Texture.STRIPED,
                                40,
                                50,
                                16),
                        new SceneObject(
                                new Pair(ColorName.BLUE, ShapeKind.STAR),
                                ObjectSize.LARGE,
                                Texture.PLAIN,
                                30,
                                180,
                                25)),
                new SceneText("4K", 80, 20));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"WORDS", "CAPTION"})
    void noFamilyIsWonByGuessing(Family family) {
        List<Guesser.Item> items = ASKED.getOrDefault(family, List.of());

        assertThat(items).as(family.word()).hasSizeGreaterThan(SCENES / 6);
        assertThat(Guesser.best(items))
                .as("%s, %s questions", family, items.size())
                .isLessThan(family.chance() + Guesser.luck(family.chance(), items.size()) + 0.01);
    }

    @Test
    void guessersDoFindWhatGivesAnswersAway() {
        List<Guesser.Item> telling = new ArrayList<>();
        List<Guesser.Item> options = new ArrayList<>();
        WorldRandom random = WorldRandom.of(1);
        for (int i = 0; i < 400; i++) {
            boolean yes = random.oneIn(2);
            telling.add(
                    new Guesser.Item(String.valueOf(i), "Is it " + (yes ? "red" : "blue") + " " + i, yes ? "y" : "n"));
            String answer = Choice.letter(random.below(Choice.OPTIONS));
            String offered = "Which?\nA. 1\nB. 2\nC. 3\nD. 4".replaceFirst(answer + "\\. \\d", answer + ". red");
            options.add(new Guesser.Item(String.valueOf(i), offered, answer));
        }

        assertThat(Guesser.best(telling)).isGreaterThan(0.95);
        assertThat(Guesser.best(options)).isGreaterThan(0.95);
    }

    @Test
    void openQuestionsOfASceneHaveItsAnswers() {
        Set<String> asked = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            for (Fact fact : Facts.of(scene(), WorldRandom.of(i))) {
                asked.add(fact.question() + " " + fact.answer());
            }
        }

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "What color is the circle? red",
                        "What color is the star? blue",
                        "What shape is the red object? circle",
                        "What shape is the blue object? star",
                        "How many objects are in the image? 2",
                        "What is the texture of the red circle? striped",
                        "What is the texture of the blue star? plain",
                        "What is the size of the red circle? small",
                        "What is the size of the blue star? large",
                        "Where is the red circle in the image? top left",
                        "Where is the blue star in the image? bottom left",
                        "Where is the red circle relative to the blue star? above",
                        "Where is the blue star relative to the red circle? below",
                        "What is the text in the image? 4K",
                        "What is the first character of the text? 4",
                        "What is the last character of the text? K");
    }

    @Test
    void captionNamesEverythingFromLeftToRight() {
        assertThat(Conversation.caption(scene()).answer())
                .isEqualTo("A large blue star, a small striped red circle and the text 4K.");
    }

    @Test
    void absentPairsAreChosenAsInPope() {
        WorldRandom random = WorldRandom.of(1);

        assertThat(Presence.ADVERSARIAL.absent(scene(), random))
                .containsExactlyInAnyOrder(
                        new Pair(ColorName.RED, ShapeKind.STAR), new Pair(ColorName.BLUE, ShapeKind.CIRCLE));
        assertThat(Presence.POPULAR.absent(scene(), random)).allMatch(Pair::popular);
        assertThat(Presence.RANDOM.absent(scene(), random)).hasSize(46);
    }

    @Test
    void rotatedOptionsKeepTheRightOne() {
        Choice choice = new Choice(Family.COUNT, "How many?", List.of("5", "1", "2", "3"), 3);

        assertThat(choice.rotated(1)).isEqualTo(new Choice(Family.COUNT, "How many?", List.of("3", "5", "1", "2"), 0));
        assertThat(choice.rotated(4)).isEqualTo(choice);
        assertThat(choice.ask().prompt())
                .isEqualTo("How many?\nA. 5\nB. 1\nC. 2\nD. 3\n"
                        + "Answer with the option's letter from the given choices directly.");
        assertThat(choice.ask().answer()).isEqualTo("D");
    }

    @Test
    void readingOptionsDifferInTheSamePlace() {
        // If every wrong text differed from the right one in a place of its own, the right one would be the one in
        // the middle of all of them.
        for (Guesser.Item item : ASKED.getOrDefault(Family.CHOICE, List.of())) {
            if (item.question().startsWith("What is the text in the image?")) {
                List<String> options = List.of(item.question().split("\n")).subList(1, 1 + Choice.OPTIONS);
                long places = options.get(0).length() - 3L;
                long shared = 0;
                for (int place = 3; place < options.get(0).length(); place++) {
                    int at = place;
                    shared += options.stream()
                                            .map(option -> option.charAt(at))
                                            .distinct()
                                            .count()
                                    == 1
                            ? 1
                            : 0;
                }
                assertThat(shared).isEqualTo(places - 1);
            }
        }
    }

    @Test
    void wordsAreFew() {
        Set<String> words = new TreeSet<>();
        ASKED.forEach((family, items) -> {
            for (Guesser.Item item : items) {
                for (String word : (item.question() + " " + item.answer()).split("[\\s.?]+", -1)) {
                    if (!word.isEmpty() && !word.matches("[" + SceneText.ALPHABET + "]{2,4}")) {
                        words.add(word);
                    }
                }
            }
        });

        assertThat(words).hasSizeLessThan(VOCABULARY).contains("red", "circles", "7", "K", "bottom");
    }
}
