package org.prumerge4j.experiments.evaluation.vqav2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.Workspace;

class VqaV2Test {
    @TempDir
    Path folder;

    private Workspace workspace;
    private Path questions;
    private Path annotations;

    private static String question(int id) {
        return "{\"question_id\": " + id + ", \"image\": \"COCO_val2014_1.jpg\", \"text\": \"What?\\nShort.\","
                + " \"category\": \"default\"}";
    }

    private static String annotation(int id, String type, String... answers) {
        int[] person = {0};
        String list = Stream.of(answers)
                .map(answer -> "{\"answer\": \"" + answer + "\", \"answer_confidence\": \"yes\", \"answer_id\": "
                        + ++person[0] + "}")
                .collect(Collectors.joining(", "));
        return "{\"question_type\": \"what\", \"image_id\": 1, \"answers\": [" + list + "], \"answer_type\": \"" + type
                + "\", \"question_id\": " + id + "}";
    }

    @BeforeEach
    void writeBenchmark() throws IOException {
        workspace = new Workspace(folder);
        questions = workspace.file("q.jsonl", question(1), question(2), question(3));
        annotations = workspace.file(
                "a.json",
                "{\"info\": {\"version\": \"2\"}, \"annotations\": [",
                annotation(1, "other", "a Dog.", "dog", "The dog", "cat", "cat", "cat", "cat", "bird", "fox", "fox")
                        + ",",
                annotation(2, "yes/no", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes") + ",",
                annotation(3, "number", "2", "two", "3", "3", "3", "4", "4", "5", "6", "7") + ",",
                annotation(4, "other", "never", "asked"),
                "]}");
    }

    private ScoreReport score(Path answers) throws IOException {
        return new VqaV2().score(new EvaluationFiles(answers, questions, annotations));
    }

    @Test
    void accuracyOverallAndByTypeOfAnswer() throws IOException {
        ScoreReport report = score(workspace.answers(1, "p", "Dog", 2, "p", "Yes.", 3, "p", "two"));

        // 3 of 10 people said dog once processed: (3 * 2/3 + 7 * 1) / 10; 2 of 10 said 2: (2 * 1/3 + 8 * 2/3) / 10
        assertThat(Workspace.value(report, "other")).isCloseTo(90, within(1e-9));
        assertThat(Workspace.value(report, "yes/no")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.value(report, "number")).isCloseTo(60, within(1e-9));
        assertThat(report.headline().name()).isEqualTo("accuracy");
        assertThat(report.headline().value()).isCloseTo(250 / 3.0, within(1e-9));
        assertThat(report.headline().questions()).isEqualTo(3);
        assertThat(Workspace.count(report, "missing answers")).isZero();
    }

    @Test
    void unanimousPeopleAreComparedUnprocessed() throws IOException {
        annotations = workspace.file(
                "a.json",
                "{\"annotations\": [" + annotation(1, "other", "The Dog", "The Dog", "The Dog", "The Dog"),
                "," + annotation(2, "other", "The Dog", "The Dog", "The Dog", "The Dog", "cat"),
                "," + annotation(3, "other", " dog\\n", "dog", "dog", "dog") + "]}");

        ScoreReport report = score(workspace.answers(1, "p", "The Dog", 2, "p", "The Dog", 3, "p", "dog"));

        // The upload has "dog", which is not the unanimous "The Dog"; with one dissenter both sides are processed.
        assertThat(report.headline().value()).isCloseTo((0 + 100 + 100) / 3.0, within(1e-9));
    }

    @Test
    void missingAndEmptyAnswersAreWrong() throws IOException {
        ScoreReport report = score(workspace.answers(2, "p", ""));

        assertThat(report.headline().value()).isZero();
        assertThat(report.headline().questions()).isEqualTo(3);
        assertThat(Workspace.count(report, "missing answers")).isEqualTo(2);
    }

    @Test
    void answersToUnknownOrAnsweredQuestionsAreErrors() throws IOException {
        Path unknown = workspace.answers(1, "p", "dog", 9, "p", "dog");
        assertThatThrownBy(() -> score(unknown))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageStartingWith(unknown + ":2: the question 9 is not in " + questions);

        Path twice = workspace.answers(1, "p", "dog", 2, "p", "yes", 1, "p", "cat");
        assertThatThrownBy(() -> score(twice))
                .hasMessageStartingWith(twice + ":3: the question 1 is already answered at " + twice + ":1");
    }

    @Test
    void questionsMustBeAnnotatedAndUnique() throws IOException {
        questions = workspace.file("q.jsonl", question(1), question(5));
        assertThatThrownBy(() -> score(workspace.answers()))
                .hasMessageStartingWith(annotations + ": has no annotation of the question 5");

        questions = workspace.file("q.jsonl", question(1), question(1));
        assertThatThrownBy(() -> score(workspace.answers()))
                .hasMessage(questions + ":2: the question 1 is already at " + questions + ":1");
    }

    @Test
    void badAnnotationsAreNamed() throws IOException {
        annotations = workspace.file("a.json", "{\"annotations\": [", "{\"question_id\": 1, \"answers\": 3}]}");
        assertThatThrownBy(() -> score(workspace.answers()))
                .hasMessage(annotations + ":2:1: \"answers\": found 3, expected an array");

        annotations =
                workspace.file("a.json", "{\"annotations\": [", annotation(1, "other", "dog") + ",", "{\"question");
        assertThatThrownBy(() -> score(workspace.answers())).hasMessageContaining(annotations + ":3:");

        annotations = workspace.file("a.json", "{\"questions\": []}");
        assertThatThrownBy(() -> score(workspace.answers())).hasMessageContaining("has no array \"annotations\"");
    }

    @Test
    void uploadAnswersEveryQuestion() throws IOException {
        Path target = folder.resolve("upload.json");

        new VqaV2()
                .upload()
                .write(
                        new EvaluationFiles(workspace.answers(3, "p", "It's two.", 1, "p", "A Cat"), questions, null),
                        target);

        assertThat(Files.readString(target).replaceAll("\\s+", " "))
                .isEqualTo(
                        "[ { \"question_id\" : 1, \"answer\" : \"cat\" }, { \"question_id\" : 2, \"answer\" : \"\" },"
                                + " { \"question_id\" : 3, \"answer\" : \"it 's 2\" } ] ");
    }

    @Test
    void readsTheOfficialQuestionsToo() throws IOException {
        Path official = workspace.file(
                "official.json",
                "{\"questions\": [{\"image_id\": 262148, \"question\": \"Where?\", \"question_id\": 262148000}],",
                "\"data_subtype\": \"test2015\"}");

        assertThat(new VqaV2().questions(official))
                .containsExactly(new BenchmarkQuestion(
                        new QuestionId("262148000", true),
                        new QuestionImage.InFolder("COCO_test2015_000000262148.jpg"),
                        "Where?\nAnswer the question using a single word or phrase.",
                        "default"));
        assertThat(new VqaV2().questions(questions).get(0).prompt()).isEqualTo("What?\nShort.");
    }
}
