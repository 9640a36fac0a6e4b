package org.prumerge4j.experiments.shapes.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Guesser;
import org.prumerge4j.experiments.shapes.scene.Split;

/** No evaluation set is won without looking. */
class BenchmarkBalanceTest {
    private static final int SCENES = 900;
    private static final List<PaintedScene> UNPAINTED = unpainted();

    @TempDir
    private Path folder;

    private static List<PaintedScene> unpainted() {
        ShapesWorld world = new ShapesWorld(6);
        return IntStream.range(0, SCENES)
                .mapToObj(i -> new PaintedScene(
                        world, Split.TEST, i, world.scene(Split.TEST, i), new byte[] {(byte) (i >> 8), (byte) i}))
                .toList();
    }

    private static void assertChance(String name, List<Guesser.Item> items, double chance) {
        assertThat(items).as(name).hasSizeGreaterThan(50);
        assertThat(Guesser.best(items))
                .as("%s, %s questions", name, items.size())
                .isLessThan(chance + Guesser.luck(chance, items.size()) + 0.01);
    }

    /** Without the line that says how to answer: it is the same for all. */
    private static Guesser.Item item(JsonNode line, String answer) {
        return new Guesser.Item(
                line.path("image").asText(),
                line.path("text").asText().lines().findFirst().orElse(""),
                answer);
    }

    @Test
    void vqaV2ByAnswersOfAFamily() throws IOException {
        new VqaV2Files().write(folder, UNPAINTED);
        List<JsonNode> lines = TinyWorld.lines(folder.resolve("llava_vqav2_mscoco_test-dev2015.jsonl"));
        JsonNode annotations = TinyWorld.json(folder.resolve("v2_mscoco_val2014_annotations.json"));
        Map<String, List<Guesser.Item>> families = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode annotation = annotations.path("annotations").path(i);
            Guesser.Item item =
                    item(lines.get(i), annotation.path("multiple_choice_answer").asText());
            families.computeIfAbsent(family(item.question()), unused -> new ArrayList<>())
                    .add(item);
        }

        assertThat(families).hasSize(10);
        families.forEach((family, items) -> {
            double chance = Family.valueOf(family.toUpperCase(Locale.ROOT)).chance();
            assertChance(family, items, chance);
            assertThat(Guesser.constant(items)).isEqualTo(chance);
        });
    }

    private static String family(String question) {
        String[][] openings = {
            {"What color", "color"},
            {"What shape", "shape"},
            {"How many objects", "count"},
            {"How many", "tally"},
            {"What is the texture", "texture"},
            {"What is the size", "size"},
            {"Is there", "presence"},
            {"Is the", "comparison"}
        };
        for (String[] opening : openings) {
            if (question.startsWith(opening[0])) {
                return opening[1];
            }
        }
        return question.contains("relative") ? "relation" : "position";
    }

    @Test
    void popeByCategory() throws IOException {
        new PopeFiles().write(folder, UNPAINTED);
        for (String category : List.of("random", "popular", "adversarial")) {
            List<Guesser.Item> items = TinyWorld.lines(folder.resolve("coco/coco_pope_" + category + ".json")).stream()
                    .map(line -> item(line, line.path("label").asText()))
                    .toList();

            assertChance(category, items, Family.PRESENCE.chance());
        }
    }

    @Test
    void mmeBySubtask() throws IOException {
        new MmeFiles().write(folder, UNPAINTED);
        Map<String, List<Guesser.Item>> subtasks = new TreeMap<>();
        for (JsonNode line : TinyWorld.lines(folder.resolve("llava_mme.jsonl"))) {
            List<Guesser.Item> items =
                    subtasks.computeIfAbsent(line.path("category").asText(), unused -> new ArrayList<>());
            items.add(item(line, items.size() % 2 == 0 ? "yes" : "no"));
        }

        assertThat(subtasks).hasSize(5);
        subtasks.forEach((subtask, items) -> assertChance(subtask, items, Family.CLAIM.chance()));
    }

    @Test
    void textVqaCharacters() throws IOException {
        new TextVqaFiles().write(folder, UNPAINTED);
        List<Guesser.Item> items = new ArrayList<>();
        for (JsonNode truth :
                TinyWorld.json(folder.resolve("TextVQA_0.5.1_val.json")).path("data")) {
            if (truth.path("question").asText().contains("character")) {
                String image = truth.path("image_id").asText();
                items.add(new Guesser.Item(
                        image,
                        truth.path("question").asText(),
                        truth.path("answers").path(0).asText()));
            }
        }

        assertChance("characters", items, Family.CHARACTER.chance());
        assertThat(Guesser.constant(items)).isEqualTo(Family.CHARACTER.chance());
        assertThat(items.stream().map(Guesser.Item::question).distinct())
                .as("first and last characters")
                .hasSize(2);
    }

    @Test
    void lettersOfScienceQaAndMmBench() throws IOException {
        new ScienceQaFiles().write(folder, UNPAINTED);
        new MmBenchFiles().write(folder, UNPAINTED);
        List<Guesser.Item> science = new ArrayList<>();
        for (JsonNode record : TinyWorld.json(folder.resolve("llava_test_CQM-A.json"))) {
            String question = record.path("conversations").path(0).path("value").asText();
            String answer = record.path("conversations").path(1).path("value").asText();
            if (record.has("image")) {
                science.add(new Guesser.Item(
                        record.path("image").asText(),
                        question.replace("\n<image>", "").replaceFirst("Context: .*\n", ""),
                        answer.replaceAll("The answer is (.)\\.", "$1")));
            }
        }
        List<Guesser.Item> table = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("mmbench_dev_20230712.tsv"))) {
            List<String> row = List.of(line.split("\t", -1));
            if (row.get(0).matches("\\d{1,6}")) {
                String question = row.get(1) + "\nA. " + row.get(3) + "\nB. " + row.get(4) + "\nC. " + row.get(5)
                        + "\nD. " + row.get(6);
                table.add(new Guesser.Item(row.get(10), question, row.get(7)));
            }
        }

        assertChance("ScienceQA", science, Family.CHOICE.chance());
        assertChance("MMBench", table, Family.CHOICE.chance());
        assertThat(Guesser.constant(science)).isEqualTo(Family.CHOICE.chance());
        assertThat(Guesser.constant(table)).isEqualTo(Family.CHOICE.chance());
    }
}
