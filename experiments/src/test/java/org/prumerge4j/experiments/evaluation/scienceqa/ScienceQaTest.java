package org.prumerge4j.experiments.evaluation.scienceqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.QuestionImage;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.Workspace;

class ScienceQaTest {
    private static final String END = "\nAnswer with the option's letter from the given choices directly.";

    @TempDir
    Path folder;

    private Workspace workspace;
    private Path questions;

    private static String question(String id, String image, String text) {
        return "{\"id\": \"" + id + "\"," + (image.isEmpty() ? "" : " \"image\": \"" + image + "\",")
                + " \"conversations\": [{\"from\": \"human\", \"value\": \"" + text
                + "\"}, {\"from\": \"gpt\", \"value\": \"The answer is A.\"}]}";
    }

    private static String problem(String id, int choices, int answer) {
        return "\"" + id + "\": {\"question\": \"?\", \"choices\": [\"a\"" + ", \"b\"".repeat(choices - 1)
                + "], \"answer\": " + answer + ", \"image\": null, \"split\": \"test\"}";
    }

    @BeforeEach
    void writeBenchmark() throws IOException {
        workspace = new Workspace(folder);
        questions = workspace.file(
                "llava_test_CQM-A.json",
                "[" + question("4", "4/image.png", "Q4\\n<image>") + ",",
                question("5", "", "Q5") + ",",
                question("11", "11/image.png", "<image>\\nQ11") + "]");
        workspace.file("pid_splits.json", "{\"train\": [\"1\"], \"test\": [\"4\", \"5\", \"11\"]}");
        workspace.file(
                "problems.json",
                "{" + problem("1", 2, 0) + ",",
                problem("4", 2, 1) + ",",
                problem("5", 3, 2) + ",",
                problem("11", 4, 0) + "}");
    }

    private ScoreReport score(Path answers) throws IOException {
        return new ScienceQa("test").score(new EvaluationFiles(answers, questions, folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A|0",
                "B. something|1",
                "'D. '|3",
                "The answer is C.|2",
                "So. The answer is C, I think|2",
                "C|2",
                "E|-1",
                "E. none|-1",
                "F|-1",
                "a|-1",
                "B.|-1",
                "B.x|-1",
                "B: x|-1",
                "''|-1",
                "The answer is C|-1",
                "The answer is A. The answer is A.|-1",
                "The answer is Z.|-1"
            })
    void whichOfFourChoices(String text, int choice) {
        assertThat(ScienceQa.choice(text, 4)).isEqualTo(choice);
    }

    @Test
    void accuracyOfAllAndOfThoseWithAnImage() throws IOException {
        ScoreReport report = score(workspace.answers(
                "4", "<image>\nQ4" + END, "B", "5", "Q5" + END, "C. b", "11", "<image>\nQ11" + END, "Bird"));

        assertThat(report.headline().name()).isEqualTo("IMG accuracy");
        assertThat(report.headline().value()).isCloseTo(50, within(1e-9));
        assertThat(report.headline().questions()).isEqualTo(2);
        assertThat(Workspace.value(report, "accuracy")).isCloseTo(200 / 3.0, within(1e-9));
        assertThat(Workspace.count(report, "answers without a letter")).isEqualTo(1);
        assertThat(Workspace.count(report, "missing answers")).isZero();
    }

    @Test
    void aMissingAnswerIsWrongButNotPartOfImgAccuracy() throws IOException {
        ScoreReport report = score(workspace.answers("4", "<image>\nQ4" + END, "B"));

        assertThat(Workspace.value(report, "accuracy")).isCloseTo(100 / 3.0, within(1e-9));
        assertThat(Workspace.questions(report, "accuracy")).isEqualTo(3);
        assertThat(Workspace.value(report, "IMG accuracy")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.questions(report, "IMG accuracy")).isEqualTo(1);
        assertThat(Workspace.count(report, "missing answers")).isEqualTo(2);
    }

    @Test
    void aLetterBeyondTheChoicesIsWrong() throws IOException {
        assertThat(Workspace.value(score(workspace.answers("4", "<image>\n", "C")), "accuracy"))
                .isZero();
    }

    @Test
    void promptsPutTheImageFirst() throws IOException {
        List<BenchmarkQuestion> read = new ScienceQa("test").questions(questions);

        assertThat(read.get(0).prompt()).isEqualTo("<image>\nQ4" + END);
        assertThat(read.get(0).image()).isEqualTo(new QuestionImage.InFolder("4/image.png"));
        assertThat(read.get(1).prompt()).isEqualTo("Q5" + END);
        assertThat(read.get(1).image()).isNull();
        assertThat(read.get(2).prompt()).isEqualTo("<image>\nQ11" + END);
    }

    @Test
    void unknownAndRepeatedAnswersAreErrors() throws IOException {
        Path unknown = workspace.answers("1", "Q", "A");
        assertThatThrownBy(() -> score(unknown))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(unknown + ":1: the question 1 is not in " + questions);

        Path twice = workspace.answers("5", "Q", "A", "5", "Q", "C");
        assertThatThrownBy(() -> score(twice)).hasMessageContaining(twice + ":2: the question 5 is already answered");
    }

    @Test
    void questionsSplitsAndProblemsMustFit() throws IOException {
        Path answers = workspace.answers();
        workspace.file("pid_splits.json", "{\"test\": [\"4\", \"5\"]}");
        assertThatThrownBy(() -> score(answers)).hasMessageContaining("the question 11 is not in the split test");

        workspace.file("pid_splits.json", "{\"val\": []}");
        assertThatThrownBy(() -> score(answers)).hasMessageContaining("pid_splits.json:1:1: has no \"test\"");

        workspace.file("pid_splits.json", "{\"test\": [\"4\", \"5\", \"11\", \"12\"]}");
        assertThatThrownBy(() -> score(answers)).hasMessageContaining("lacks the problem 12");

        workspace.file("pid_splits.json", "{\"test\": [\"4\", \"5\", \"11\"]}");
        Path problems = workspace.file("problems.json", "{", problem("4", 2, 2) + "}");
        assertThatThrownBy(() -> score(answers))
                .hasMessage(problems + ":2:6: \"answer\": found 2, expected the index of one of 2 choices, from 0");
    }
}
