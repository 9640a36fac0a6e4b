package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.experiments.cli.CommandRunner.Result;
import org.prumerge4j.testing.GoldenCases;

/** A data set with one of each fault, and what the command makes of it. */
class CheckDataCommandTest {
    private static final String GOOD = "[{'from':'human','value':'<image>\\nWhat?'},{'from':'gpt','value':'A cat.'}]";
    private static final String TEXT = "[{'from':'human','value':'What?'},{'from':'gpt','value':'A cat.'}]";
    private static final String LONG = "a long answer of many words ".repeat(40);

    @TempDir
    Path folder;

    private final List<String> records = new ArrayList<>();

    private void record(String id, String image, String conversation) {
        String field = image == null ? "" : "'image':'" + image + "',";
        records.add("{'id':'" + id + "'," + field + "'conversations':" + conversation + "}");
    }

    @BeforeEach
    void createFaultyData() throws IOException {
        Path images = folder.resolve("images");
        image(images.resolve("coco/train2017/good.jpg"), "jpg");
        image(images.resolve("coco/train2017/lying.jpg"), "png");
        image(images.resolve("ocr_vqa/images/renamed.gif"), "gif");
        byte[] whole = Files.readAllBytes(image(images.resolve("coco/train2017/cut.png"), "png"));
        Files.write(images.resolve("coco/train2017/cut.png"), Arrays.copyOf(whole, whole.length - 30));
        Files.writeString(images.resolve("coco/train2017/page.jpg"), "<html>gone</html>");

        record("good", "coco/train2017/good.jpg", GOOD);
        record("good again", "coco/train2017/good.jpg", GOOD);
        record("lying", "coco/train2017/lying.jpg", GOOD);
        record("cut", "coco/train2017/cut.png", GOOD);
        record("page", "coco/train2017/page.jpg", GOOD);
        record("page again", "coco/train2017/page.jpg", GOOD);
        record("gone", "coco/train2017/gone.jpg", GOOD);
        record("renamed", "ocr_vqa/images/renamed.jpg", GOOD);
        record("no folder", "gqa/images/1.jpg", GOOD);
        record("no folder 2", "gqa/images/2.jpg", GOOD);
        record("text", null, TEXT);
        record("empty", null, "[]");
        record("order", null, "[{'from':'human','value':'a'},{'from':'human','value':'b'}]");
        record("unanswered", null, "[{'from':'human','value':'a'}]");
        record("malformed", null, "[{'from':'robot','value':'a'}]");
        record("unmentioned", "coco/train2017/good.jpg", TEXT);
        record(
                "two places",
                "coco/train2017/good.jpg",
                "[{'from':'human','value':'<image> a'},{'from':'gpt','value':'b <image>'}]");
        record("mismatch", null, "[{'from':'human','value':'Say it'},{'from':'gpt','value':'x ASSISTANT: y'}]");
        record("all lost", null, "[{'from':'human','value':'" + LONG + LONG + "'},{'from':'gpt','value':'late'}]");
        record(
                "some lost",
                "coco/train2017/good.jpg",
                "[{'from':'human','value':'<image> a'},{'from':'gpt','value':'early'},"
                        + "{'from':'human','value':'b'},{'from':'gpt','value':'" + LONG + LONG + "'},"
                        + "{'from':'human','value':'c'},{'from':'gpt','value':'late'}]");
        Files.writeString(folder.resolve("data.json"), ("[" + String.join(",\n", records) + "]").replace('\'', '"'));
        Files.writeString(folder.resolve("experiment.yaml"), experiment("data.json", "images"));
    }

    private static Path image(Path file, String format) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 3, 0xff8000);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static String experiment(String instructions, String images) {
        return """
                name: test
                model: {llava: '%s'}
                data: {instructions: %s, images: %s, max-length: 400}
                reducer: {name: none}
                output: out
                """
                .formatted(
                        GoldenCases.path("checkpoints/llava-hf")
                                .toAbsolutePath()
                                .normalize(),
                        instructions,
                        images);
    }

    private Result check(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("check-data", folder.resolve("experiment.yaml").toString(), "--visual-tokens", "9"));
        arguments.addAll(List.of(options));
        return CommandRunner.run(arguments.toArray(String[]::new));
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/check-data.json").toFile());
    }

    private Map<String, String> findings() throws IOException {
        Map<String, String> findings = new TreeMap<>();
        for (JsonNode finding : report().get("findings")) {
            findings.merge(finding.path("id").asText(), finding.get("kind").asText(), (a, b) -> a + " " + b);
        }
        return findings;
    }

    @Test
    void findsEveryFaultOnce() throws IOException {
        Result result = check();

        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(findings())
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("lying", "wrong-extension"),
                        Map.entry("cut", "corrupt-image"),
                        Map.entry("page", "corrupt-image"),
                        Map.entry("gone", "missing-image"),
                        Map.entry("renamed", "missing-image"),
                        Map.entry("empty", "empty-conversation"),
                        Map.entry("order", "wrong-order"),
                        Map.entry("unanswered", "no-answer"),
                        Map.entry("malformed", "malformed"),
                        Map.entry("unmentioned", "image-left-out"),
                        Map.entry("two places", "not-encodable"),
                        Map.entry("mismatch", "reference-mismatch"),
                        Map.entry("all lost", "all-answers-lost"),
                        Map.entry("some lost", "answers-cut"))));
        JsonNode subSets = report().get("subSets");
        assertThat(subSets.at("/coco~1train2017/records").asInt()).isEqualTo(10);
        assertThat(subSets.at("/coco~1train2017/images").asInt()).isEqualTo(5);
        assertThat(subSets.at("/coco~1train2017/answersLost").asInt()).isEqualTo(1);
        assertThat(subSets.at("/coco~1train2017/answersCut").asInt()).isEqualTo(1);
        assertThat(subSets.at("/gqa~1images/missing-image").asInt()).isEqualTo(2);
        assertThat(subSets.at("/(text only)/reference-mismatch").asInt()).isEqualTo(1);
        assertThat(subSets.at("/(unknown)/records").asInt()).isEqualTo(4);
        assertThat(report().at("/total/records").asInt()).isEqualTo(records.size());
        assertThat(result.out())
                .contains("renamed.gif: rename it")
                .contains("missing image folder (below data.images): " + folder.resolve("images/gqa/images"))
                .contains("needed by 2 records")
                .contains("https://downloads.cs.stanford.edu/nlp/data/gqa/images.zip")
                .contains("7 of 20 records can be used");
    }

    @Test
    void writesACleanFileThatPasses() throws IOException {
        Path clean = folder.resolve("clean.json");

        check("--write-clean", clean.toString());

        assertThat(InstructionReader.read(clean))
                .extracting(InstructionRecord::id)
                .containsExactly("good", "good again", "lying", "text", "unmentioned", "mismatch", "some lost");
        assertThat(Files.readString(clean)).contains(records.get(0).replace('\'', '"'));
        Result again = check("data.instructions=" + clean);
        assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.OK);
    }

    @Test
    void neverOverwritesTheDataItself() throws IOException {
        String before = Files.readString(folder.resolve("data.json"));

        Result result = check("--write-clean", folder.resolve("data.json").toString());

        assertThat(result.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(result.err()).contains("is the instruction file itself");
        assertThat(folder.resolve("data.json")).hasContent(before);
    }

    @Test
    void fastReadsHeadersOnly() throws IOException {
        check("--fast");

        assertThat(findings()).containsEntry("page", "corrupt-image").doesNotContainKey("cut");
    }

    @Test
    void theReportDoesNotDependOnThreads() throws IOException {
        check("--threads", "1");
        JsonNode one = report();
        Path other = folder.resolve("other.json");
        check("--threads", "5", "--report", other.toString());

        assertThat(new ObjectMapper().readTree(other.toFile())).isEqualTo(one);
    }

    @Test
    void namesWhatIsMissingAndWhereToGetIt() throws IOException {
        Files.writeString(
                folder.resolve("experiment.yaml"),
                """
                name: test
                model: {language-model: vicuna, vision-tower: clip, projector: projector}
                data: {instructions: llava.json, images: nowhere}
                reducer: {name: prumerge-plus}
                output: out
                """);

        Result result = CommandRunner.run(
                "check-data", folder.resolve("experiment.yaml").toString());

        assertThat(result.code()).isEqualTo(ExitCode.FILES_MISSING);
        assertThat(result.out())
                .contains("expected visual tokens per image: 145")
                .contains("missing instruction file (data.instructions): " + folder.resolve("llava.json"))
                .contains("huggingface-cli download liuhaotian/LLaVA-Instruct-150K llava_v1_5_mix665k.json")
                .contains(folder.resolve("nowhere/vg/VG_100K_2") + ", needed by 86,417 records")
                .contains("http://images.cocodataset.org/zips/train2017.zip")
                .contains("missing tokenizer (tokenizer.model or tokenizer.json): " + folder.resolve("vicuna"));
        assertThat(report().get("missing")).hasSize(8);
        assertThat(report().get("sound").asBoolean()).isFalse();
    }

    @Test
    void refusesNumbersBelowOne() {
        Result result = check("--threads", "0");

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(result.err()).contains("--threads: found 0, expected at least 1");
    }
}
