package org.prumerge4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.experiments.cli.CommandRunner.Result;

class ScoreCommandTest {
    @TempDir
    Path folder;

    private String answers;
    private String questions;
    private String labels;

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        return Files.writeString(file, text).toString();
    }

    @BeforeEach
    void writeBenchmark() throws IOException {
        questions = write(
                "q.jsonl",
                """
                {"question_id": 1, "image": "a.jpg", "text": "Is there a cat?", "category": "random"}
                {"question_id": 2, "image": "a.jpg", "text": "Is there a dog?", "category": "random"}
                """);
        answers = write(
                "a.jsonl",
                """
                {"question_id": 1, "prompt": "Is there a cat?", "text": "Yes"}
                {"question_id": 2, "prompt": "Is there a dog?", "text": "Yes"}
                """);
        write("coco_pope_random.json", "{\"label\": \"yes\"}\n{\"label\": \"no\"}\n");
        labels = folder.toString();
    }

    private Result score(String benchmark, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("score", benchmark, "--answers", answers, "--questions", questions));
        arguments.addAll(List.of(more));
        return CommandRunner.run(arguments.toArray(String[]::new));
    }

    @Test
    void printsATableAndWritesJson() throws IOException {
        Path json = folder.resolve("out/scores.json");

        Result result = score("pope", "--annotations", labels, "--json", json.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).startsWith("pope").contains("mean F1              66.67          2\n");
        assertThat(Files.readString(json))
                .contains("\"value\" : 66.66666666666667")
                .endsWith("}\n");
    }

    @Test
    void badInputIsOneMessageThatNamesTheLine() throws IOException {
        answers = write("a.jsonl", "{\"question_id\": 1, \"prompt\": \"\"}\n");

        Result result = score("pope", "--annotations", labels);

        assertThat(result.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(result.err())
                .isEqualTo("prumerge4j score: " + answers + ":1: has no \"text\", expected a string"
                        + System.lineSeparator());
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        Result result = score("pope", "--annotations", folder.resolve("none").toString());

        assertThat(result.code()).isEqualTo(ExitCode.RUN_FAILED);
        assertThat(result.err()).contains("coco_pope_random.json: there is no such file");
    }

    @Test
    void misuseIsABadCommandLine() {
        Result name = score("pop", "--annotations", labels);
        assertThat(name.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(name.err()).contains("expected one of vqav2, scienceqa, textvqa, pope, mme, mmbench", "'pope'");

        Result annotations = score("pope");
        assertThat(annotations.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(annotations.err())
                .contains("--annotations is missing: pope is scored with the folder with coco_pope");

        Result upload = score(
                "pope", "--annotations", labels, "--upload", folder.resolve("x").toString());
        assertThat(upload.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(upload.err()).contains("--upload: pope has no server");

        Result mme = score("mme", "--upload", folder.resolve("x").toString());
        assertThat(mme.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(mme.err()).contains("--annotations is missing");

        Result json = score("vqav2", "--upload", folder.resolve("x").toString(), "--json", "y");
        assertThat(json.code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void anUploadNeedsNoAnnotations() throws IOException {
        Path upload = folder.resolve("upload.json");

        Result result = score("vqav2", "--upload", upload.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result)
                .isEqualTo(new Result(
                        ExitCode.OK, upload + ": JSON list for the EvalAI server" + System.lineSeparator(), ""));
        assertThat(Files.readString(upload)).contains("\"answer\" : \"yes\"");
    }
}
