package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

/** Runs every score command of docs/evaluation.md on benchmarks of one or two questions in the folders it names. */
class EvaluationDocumentationTest {
    private static final String DATA = "playground/data/eval";
    private static final String PROGRAM = "./prumerge4j ";
    private static final String SCORE = PROGRAM + "score ";
    private static final int COMMANDS = 9;

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(folder.resolve(name.substring(0, name.lastIndexOf('/'))));
        Files.writeString(file, text);
    }

    private static String people(String answer) {
        return "[" + "{\"answer\": \"X\"}, ".replace("X", answer).repeat(9) + "{\"answer\": \"" + answer + "\"}]";
    }

    @BeforeEach
    void writeBenchmarks() throws IOException {
        write(
                "vqav2/v2_OpenEnded_mscoco_val2014_questions.json",
                """
                {"questions": [{"image_id": 1, "question": "Who?", "question_id": 1}]}
                """);
        write(
                "vqav2/v2_mscoco_val2014_annotations.json",
                """
                {"annotations": [{"question_id": 1, "answer_type": "other", "answers": %s}]}
                """
                        .formatted(people("he")));
        write(
                "vqav2/answers.jsonl",
                """
                {"question_id": 1, "prompt": "Who?", "text": "He"}
                """);
        write(
                "vqav2/llava_vqav2_mscoco_test2015.jsonl",
                """
                {"question_id": 5, "image": "a.jpg", "text": "Who?", "category": "default"}
                """);
        write(
                "vqav2/answers_test-dev.jsonl",
                """
                {"question_id": 5, "prompt": "Who?", "text": "He"}
                """);
        write(
                "scienceqa/llava_test_CQM-A.json",
                """
                [{"id": "4", "image": "4/image.png", "conversations": [{"from": "human", "value": "Who?"}]}]
                """);
        write("scienceqa/pid_splits.json", "{\"test\": [\"4\"]}");
        write("scienceqa/problems.json", "{\"4\": {\"choices\": [\"x\", \"y\"], \"answer\": 1}}");
        write(
                "scienceqa/answers.jsonl",
                """
                {"question_id": "4", "prompt": "<image>\\nWho?", "text": "B"}
                """);
        write(
                "textvqa/llava_textvqa_val_v051_ocr.jsonl",
                """
                {"question_id": "0a", "image": "0a.jpg", "text": "Who?\\nReference OCR token: he\\nShort."}
                """);
        write(
                "textvqa/TextVQA_0.5.1_val.json",
                """
                {"data": [{"image_id": "0a", "question": "Who?", "answers": [%s"he"]}]}
                """
                        .formatted("\"he\", ".repeat(9)));
        write(
                "textvqa/answers.jsonl",
                """
                {"question_id": "0a", "prompt": "Who?\\nShort.", "text": "he"}
                """);
        write(
                "pope/llava_pope_test.jsonl",
                """
                {"question_id": 0, "image": "a.jpg", "text": "Is it?", "category": "random"}
                """);
        write("pope/coco/coco_pope_random.json", "{\"label\": \"yes\"}");
        write("pope/answers.jsonl", "{\"question_id\": 0, \"prompt\": \"Is it?\", \"text\": \"Yes\"}");
        write(
                "MME/llava_mme.jsonl",
                """
                {"question_id": "count/1.jpg", "image": "count/1.jpg", "text": "One?"}
                {"question_id": "count/1.jpg", "image": "count/1.jpg", "text": "Two?"}
                """);
        write(
                "MME/MME_Benchmark_release_version/count/1.txt",
                """
                One? Please answer yes or no.\tYes
                Two? Please answer yes or no.\tNo
                """);
        write(
                "MME/answers.jsonl",
                """
                {"question_id": "count/1.jpg", "prompt": "One?", "text": "Yes"}
                {"question_id": "count/1.jpg", "prompt": "Two?", "text": "No"}
                """);
        write("mmbench/mmbench_dev_20230712.tsv", "index\tquestion\tA\tB\tanswer\n1\tWho?\tx\ty\tB\n");
        write("mmbench/answers.jsonl", "{\"question_id\": 1, \"prompt\": \"Who?\", \"text\": \"B\"}");
    }

    @Test
    void everyScoreCommandRuns() throws IOException {
        List<String> commands =
                Files.readAllLines(Path.of(System.getProperty("project.root"), "docs/evaluation.md")).stream()
                        .filter(line -> line.startsWith(SCORE))
                        .map(line -> line.substring(PROGRAM.length()).replace(DATA, folder.toString()))
                        .toList();

        assertThat(commands).hasSize(COMMANDS);
        for (String command : commands) {
            Result result = CommandRunner.run(command.split(" ", -1));
            assertThat(result.err()).as(command).isEmpty();
            assertThat(result.code()).as(command).isEqualTo(ExitCode.OK);
            assertThat(result.out()).as(command).containsPattern("(100|200)\\.00|EvalAI");
        }
        assertThat(folder.resolve("vqav2/upload.json")).exists();
        assertThat(folder.resolve("mmbench/upload.tsv")).exists();
        assertThat(folder.resolve("MME/eval_tool/answers/run/count.txt")).exists();
    }
}
