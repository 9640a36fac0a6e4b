package org.prumerge4j.experiments.evaluation.pope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.Workspace;

class PopeTest {
    @TempDir
    Path folder;

    private Workspace workspace;
    private Path questions;

    private static String question(int id, String category) {
        return "{\"question_id\": " + id + ", \"image\": \"" + id + ".jpg\", \"text\": \"Is there?\", \"category\": \""
                + category + "\"}";
    }

    private static String label(int image, String label) {
        return "{\"question_id\": 1, \"image\": \"" + image + ".jpg\", \"text\": \"Is there?\", \"label\": \"" + label
                + "\"}";
    }

    /** Categories interleaved; right are yes, yes, no, no of adversarial and yes, no of random. */
    @BeforeEach
    void writeBenchmark() throws IOException {
        workspace = new Workspace(folder);
        questions = workspace.file(
                "q.jsonl",
                question(0, "adversarial"),
                question(1, "adversarial"),
                question(2, "random"),
                question(3, "adversarial"),
                question(4, "random"),
                question(5, "adversarial"));
        workspace.file(
                "coco/coco_pope_adversarial.json", label(0, "yes"), label(1, "yes"), label(3, "no"), label(5, "no"));
        workspace.file("coco/coco_pope_random.json", label(2, "yes"), label(4, "no"));
    }

    private ScoreReport score(Path answers) throws IOException {
        return new Pope().score(new EvaluationFiles(answers, questions, folder.resolve("coco")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes|true",
                "No|false",
                "no|false",
                "No, there is|false",
                "There is not one|false",
                "''|true",
                "NO|true",
                "None|true",
                "nothing|true",
                "Yes. No|true",
                "I see. not|true",
                "'a\nno'|true",
                "no!|true",
                "No.|false"
            })
    void whatAnAnswerSays(String answer, boolean yes) {
        assertThat(PopeCounts.saysYes(answer)).isEqualTo(yes);
    }

    @Test
    void metricsOfEachCategoryAndTheirMean() throws IOException {
        // Given out of order: adversarial yes, no, yes, no; random yes, no.
        ScoreReport report = score(workspace.answers(
                5, "p", "No.", 4, "p", "no", 3, "p", "Yes", 2, "p", "Yes, there is.", 1, "p", "No", 0, "p", "yes"));

        assertThat(report.headline().name()).isEqualTo("mean F1");
        assertThat(report.headline().value()).isCloseTo(75, within(1e-9));
        assertThat(report.headline().questions()).isEqualTo(6);
        // tp 1, fp 1, tn 1, fn 1
        for (String metric : new String[] {"F1", "accuracy", "precision", "recall", "yes ratio"}) {
            assertThat(Workspace.value(report, "adversarial " + metric)).isCloseTo(50, within(1e-9));
        }
        assertThat(Workspace.value(report, "random F1")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.value(report, "random yes ratio")).isCloseTo(50, within(1e-9));
        assertThat(Workspace.questions(report, "random recall")).isEqualTo(2);
    }

    @Test
    void unequalPrecisionAndRecall() throws IOException {
        // adversarial: yes, yes, yes, no: tp 2, fp 1, tn 1, fn 0; random: the empty answer is a yes: tp 1, fp 1
        ScoreReport report = score(
                workspace.answers(0, "p", "yes", 1, "p", "yes", 2, "p", "", 3, "p", "yes", 4, "p", "", 5, "p", "no"));

        assertThat(Workspace.value(report, "adversarial precision")).isCloseTo(200 / 3.0, within(1e-9));
        assertThat(Workspace.value(report, "adversarial recall")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.value(report, "adversarial F1")).isCloseTo(80, within(1e-9));
        assertThat(Workspace.value(report, "adversarial accuracy")).isCloseTo(75, within(1e-9));
        assertThat(Workspace.value(report, "adversarial yes ratio")).isCloseTo(75, within(1e-9));
        assertThat(Workspace.value(report, "random F1")).isCloseTo(200 / 3.0, within(1e-9));
        assertThat(Workspace.value(report, "random yes ratio")).isCloseTo(100, within(1e-9));
    }

    @Test
    void nothingAnsweredWithYesIsZeroNotAnError() throws IOException {
        ScoreReport report = score(
                workspace.answers(0, "p", "no", 1, "p", "no", 2, "p", "no", 3, "p", "no", 4, "p", "no", 5, "p", "no"));

        assertThat(report.headline().value()).isZero();
        assertThat(Workspace.value(report, "random precision")).isZero();
        assertThat(Workspace.value(report, "random accuracy")).isCloseTo(50, within(1e-9));
    }

    @Test
    void aMissingAnswerIsAnError() throws IOException {
        Path answers = workspace.answers(0, "p", "no", 1, "p", "no", 2, "p", "no", 3, "p", "no", 4, "p", "no");

        assertThatThrownBy(() -> score(answers))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageStartingWith(answers + ": has no answer to the question 5 (" + questions + ":6)");
    }

    @Test
    void labelsMustFitTheQuestions() throws IOException {
        Path answers = workspace.answers(0, "", "no", 1, "", "no", 2, "", "no", 3, "", "no", 4, "", "no", 5, "", "no");
        Path labels = workspace.file("coco/coco_pope_random.json", label(2, "yes"));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(labels + ": holds 1 labels for 2 questions");

        workspace.file("coco/coco_pope_random.json", label(4, "yes"), label(2, "no"));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(labels + ":1: is about 4.jpg");

        workspace.file("coco/coco_pope_random.json", label(2, "yes"), label(4, "maybe"));
        assertThatThrownBy(() -> score(answers))
                .hasMessage(labels + ":2: \"label\": found \"maybe\", expected \"yes\" or \"no\"");
    }

    @Test
    void labelsWithoutImagesArePairedByOrderAlone() throws IOException {
        workspace.file("coco/coco_pope_random.json", "{\"label\": \"no\"}", "{\"label\": \"yes\"}");

        ScoreReport report = score(workspace.answers(
                0, "p", "yes", 1, "p", "yes", 2, "p", "yes", 3, "p", "no", 4, "p", "no", 5, "p", "no"));

        assertThat(Workspace.value(report, "random accuracy")).isZero();
        assertThat(Workspace.value(report, "adversarial accuracy")).isCloseTo(100, within(1e-9));
    }
}
