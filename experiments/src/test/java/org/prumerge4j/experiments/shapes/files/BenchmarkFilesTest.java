package org.prumerge4j.experiments.shapes.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.experiments.shapes.question.SceneOracle;

/** Every file as the scripts of LLaVA-1.5 and the official scorers read it, and every answer right. */
class BenchmarkFilesTest {
    private static final String SHORT = "\nAnswer the question using a single word or phrase.";
    private static final String YES_NO = " Please answer yes or no.";

    @TempDir
    private static Path temporary;

    private static TinyWorld world;

    @BeforeAll
    static void write() throws IOException {
        world = new TinyWorld(temporary.resolve("world"));
        new WorldWriter(1, TinyWorld.SIZE).write(world.folder());
    }

    /** The image that a file name of COCO stands for, by its place in the split. */
    private static SceneOracle coco(List<SceneOracle> oracles, String image) {
        return oracles.get(Integer.parseInt(image.replaceAll("\\D*\\d*_?(\\d{12})\\.png", "$1")) - 1);
    }

    private static String withoutSuffix(JsonNode line) {
        String text = line.path("text").asText();
        assertThat(text).endsWith(SHORT);
        return text.substring(0, text.length() - SHORT.length());
    }

    @Test
    void vqaV2() throws IOException {
        List<JsonNode> lines = TinyWorld.lines(world.test("vqav2/llava_vqav2_mscoco_test-dev2015.jsonl"));
        JsonNode annotations = TinyWorld.json(world.test("vqav2/v2_mscoco_val2014_annotations.json"));
        JsonNode questions = TinyWorld.json(world.test("vqav2/v2_OpenEnded_mscoco_val2014_questions.json"));
        Map<Long, JsonNode> byId = new HashMap<>();
        annotations
                .path("annotations")
                .forEach(each -> byId.put(each.path("question_id").asLong(), each));
        List<SceneOracle> oracles = world.oracles("test");

        assertThat(TinyWorld.lines(world.test("vqav2/llava_vqav2_mscoco_test2015.jsonl")))
                .isEqualTo(lines);
        assertThat(lines).hasSizeGreaterThan(50).hasSameSizeAs(byId.keySet());
        assertThat(questions.path("questions")).hasSameSizeAs(lines);
        Set<String> types = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = lines.get(i);
            JsonNode annotation = byId.getOrDefault(line.path("question_id").asLong(), line);
            String question = withoutSuffix(line);
            String answer = coco(oracles, line.path("image").asText()).answer(question);
            assertThat(line.path("category").asText()).isEqualTo("default");
            assertThat(world.test("vqav2/test2015").resolve(line.path("image").asText()))
                    .exists();
            assertThat(questions.path("questions").path(i).path("question").asText())
                    .isEqualTo(question);
            assertThat(annotation.path("multiple_choice_answer").asText()).isEqualTo(answer);
            assertThat(annotation.path("answers")).hasSize(10).allSatisfy(person -> {
                assertThat(person.path("answer").asText()).isEqualTo(answer);
                assertThat(person.path("answer_confidence").asText()).isEqualTo("yes");
            });
            types.add(annotation.path("answer_type").asText());
        }
        assertThat(types).containsExactlyInAnyOrder("yes/no", "number", "other");
    }

    @Test
    void textVqa() throws IOException {
        List<JsonNode> hinted = TinyWorld.lines(world.test("textvqa/llava_textvqa_val_v051_ocr.jsonl"));
        List<JsonNode> plain = TinyWorld.lines(world.test("textvqa/llava_textvqa_val_v051.jsonl"));
        JsonNode annotations = TinyWorld.json(world.test("textvqa/TextVQA_0.5.1_val.json"));
        Map<String, JsonNode> truths = new HashMap<>();
        annotations
                .path("data")
                .forEach(each -> truths.put(
                        each.path("image_id").asText()
                                + each.path("question").asText().toLowerCase(Locale.ROOT),
                        each));
        Map<String, SceneOracle> oracles = world.oraclesByHash("test");

        assertThat(hinted).hasSizeGreaterThan(8).hasSameSizeAs(plain).hasSameSizeAs(truths.keySet());
        for (int i = 0; i < hinted.size(); i++) {
            String id = plain.get(i).path("question_id").asText();
            String question = withoutSuffix(plain.get(i));
            List<String> lines = List.of(withoutSuffix(hinted.get(i)).split("\n"));
            JsonNode truth = truths.getOrDefault(id + question.toLowerCase(Locale.ROOT), annotations);
            String answer = oracles.getOrDefault(id, new SceneOracle(truth)).answer(question);
            assertThat(lines).hasSize(2).first().isEqualTo(question);
            assertThat(lines.get(1)).matches("Reference OCR token: \\w{2,4}");
            assertThat(hinted.get(i).path("question_id").asText()).isEqualTo(id);
            assertThat(truth.path("answers")).hasSize(10).allSatisfy(each -> assertThat(each.asText())
                    .isEqualTo(answer));
            assertThat(world.test("textvqa/train_images")
                            .resolve(plain.get(i).path("image").asText()))
                    .exists();
        }
    }

    @Test
    void pope() throws IOException {
        List<JsonNode> lines = TinyWorld.lines(world.test("pope/llava_pope_test.jsonl"));
        List<SceneOracle> oracles = world.oracles("test");
        Set<Integer> ids = new HashSet<>();

        for (String category : List.of("random", "popular", "adversarial")) {
            List<JsonNode> labels = TinyWorld.lines(world.test("pope/coco/coco_pope_" + category + ".json"));
            List<JsonNode> asked = lines.stream()
                    .filter(line -> line.path("category").asText().equals(category))
                    .toList();
            assertThat(labels).hasSizeGreaterThan(8).hasSameSizeAs(asked);
            long yes = labels.stream()
                    .filter(label -> label.path("label").asText().equals("yes"))
                    .count();
            assertThat(2 * yes).isEqualTo(labels.size());
            for (int i = 0; i < labels.size(); i++) {
                String image = asked.get(i).path("image").asText();
                assertThat(withoutSuffix(asked.get(i)))
                        .isEqualTo(labels.get(i).path("text").asText());
                assertThat(labels.get(i).path("image").asText()).isEqualTo(image);
                assertThat(labels.get(i).path("label").asText())
                        .isEqualTo(coco(oracles, image).answer(withoutSuffix(asked.get(i))));
                assertThat(world.test("pope/val2014").resolve(image)).exists();
                ids.add(asked.get(i).path("question_id").asInt());
            }
        }
        assertThat(ids).hasSameSizeAs(lines);
    }

    @Test
    void mme() throws IOException {
        List<JsonNode> lines = TinyWorld.lines(world.test("MME/llava_mme.jsonl"));
        List<SceneOracle> oracles = world.oracles("test");
        Path release = world.test("MME/MME_Benchmark_release_version");
        Set<String> categories = new TreeSet<>();

        for (int i = 0; i < lines.size(); i += 2) {
            String image = lines.get(i).path("image").asText();
            List<String> labels = Files.readAllLines(release.resolve(image.replace(".png", ".txt")));
            assertThat(release.resolve(image)).exists();
            assertThat(labels).hasSize(2);
            assertThat(labels.get(0)).endsWith("\tYes");
            assertThat(labels.get(1)).endsWith("\tNo");
            for (int j = 0; j < 2; j++) {
                JsonNode line = lines.get(i + j);
                String question = withoutSuffix(line);
                String answer = coco(oracles, image).answer(question).equals("yes") ? "Yes" : "No";
                assertThat(line.path("question_id").asText()).isEqualTo(image);
                assertThat(image).startsWith(line.path("category").asText() + "/");
                assertThat(labels.get(j)).isEqualTo(question + YES_NO + "\t" + answer);
                categories.add(line.path("category").asText());
            }
        }
        assertThat(categories).containsExactlyInAnyOrder("existence", "count", "position", "color", "OCR");
    }

    @Test
    void scienceQa() throws IOException {
        JsonNode conversations = TinyWorld.json(world.test("scienceqa/llava_test_CQM-A.json"));
        JsonNode problems = TinyWorld.json(world.test("scienceqa/problems.json"));
        JsonNode ids = TinyWorld.json(world.test("scienceqa/pid_splits.json")).path("test");
        Map<String, Path> images = new HashMap<>();

        assertThat(ids).hasSameSizeAs(problems).hasSameSizeAs(conversations);
        for (JsonNode record : conversations) {
            String id = record.path("id").asText();
            JsonNode problem = problems.path(id);
            String question = record.path("conversations").path(0).path("value").asText();
            String letter = "ABCD".substring(problem.path("answer").asInt()).substring(0, 1);
            assertThat(question)
                    .contains(problem.path("question").asText() + "\nA. "
                            + problem.path("choices").path(0).asText() + "\nB. ");
            assertThat(record.path("conversations").path(1).path("value").asText())
                    .isEqualTo("The answer is " + letter + ".");
            assertThat(question.contains("<image>")).isEqualTo(record.has("image"));
            assertThat(problem.path("image").isNull()).isEqualTo(!record.has("image"));
            if (record.has("image")) {
                images.put(
                        question,
                        world.test("scienceqa/images/test")
                                .resolve(record.path("image").asText()));
            }
        }
        assertThat(images).isNotEmpty();
        assertThat(images.values()).allSatisfy(image -> assertThat(image).exists());
        assertThat(ids.size()).isGreaterThan(images.size());
    }

    @Test
    void mmBench() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(world.test("mmbench/mmbench_dev_20230712.tsv"))) {
            rows.add(List.of(line.split("\t", -1)));
        }
        Map<Integer, List<List<String>>> copies = new HashMap<>();
        Map<String, SceneOracle> oracles = oraclesByImage();

        assertThat(rows.get(0))
                .containsExactly(
                        "index",
                        "question",
                        "hint",
                        "A",
                        "B",
                        "C",
                        "D",
                        "answer",
                        "category",
                        "l2-category",
                        "image",
                        "source",
                        "comment",
                        "split");
        for (List<String> row : rows.subList(1, rows.size())) {
            assertThat(row).hasSameSizeAs(rows.get(0));
            int index = Integer.parseInt(row.get(0));
            copies.computeIfAbsent(index % 1_000_000, unused -> new ArrayList<>())
                    .add(row);
            String prompt = row.get(1) + "\nA. " + row.get(3) + "\nB. " + row.get(4) + "\nC. " + row.get(5) + "\nD. "
                    + row.get(6);
            SceneOracle oracle = oracles.get(row.get(10));
            assertThat(oracle == null ? "no such image" : oracle.answer(prompt)).isEqualTo(row.get(7));
        }
        assertThat(copies).hasSizeGreaterThan(3);
        for (List<List<String>> same : copies.values()) {
            assertThat(same).hasSize(4);
            assertThat(same.stream().map(row -> row.get(7))).doesNotHaveDuplicates();
            assertThat(same.stream().map(row -> row.get(3))).doesNotHaveDuplicates();
            assertThat(same.stream().map(row -> row.get(10)).distinct()).hasSize(1);
        }
    }

    private static Map<String, SceneOracle> oraclesByImage() throws IOException {
        Map<String, SceneOracle> oracles = new HashMap<>();
        List<SceneOracle> all = world.oracles("test");
        for (int i = 0; i < all.size(); i++) {
            Path image = world.folder().resolve("images/test/0000%02d.png".formatted(i));
            assertThat(new ImageReader().read(image).width()).isEqualTo(112);
            oracles.put(Base64.getEncoder().encodeToString(Files.readAllBytes(image)), all.get(i));
        }
        return oracles;
    }
}
