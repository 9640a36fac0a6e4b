package org.prumerge4j.experiments.evaluation.textvqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.Workspace;

class TextVqaTest {
    private static final String END = "\nAnswer the question using a single word or phrase.";
    private static final String HINT = "\nReference OCR token: NOKIA, 12:00";

    @TempDir
    Path folder;

    private Workspace workspace;
    private Path questions;
    private Path annotations;

    private static String question(String image, String text) {
        return "{\"question_id\": \"" + image + "\", \"image\": \"" + image + ".jpg\", \"text\": \""
                + text.replace("\n", "\\n") + "\"}";
    }

    private static String annotation(String image, String question, String answer, int matches) {
        String list = String.join("\", \"", Collections.nCopies(matches, answer)) + "\", \""
                + String.join("\", \"", Collections.nCopies(10 - matches, "unanswerable"));
        return "{\"image_id\": \"" + image + "\", \"question\": \"" + question + "\", \"answers\": [\"" + list
                + "\"], \"question_id\": 34602}";
    }

    @BeforeEach
    void writeBenchmark() throws IOException {
        workspace = new Workspace(folder);
        questions = workspace.file(
                "q.jsonl",
                question("0a", "What brand is it?" + HINT + END),
                question("0a", "What time is it?" + HINT + END));
        annotations = workspace.file(
                "a.json",
                "{\"dataset_type\": \"val\", \"data\": [",
                annotation("0a", "What Brand is it?", "Nokia", 3) + ",",
                annotation("0a", "what time is it?", "12:00", 2) + "]}");
    }

    private ScoreReport score(Path answers) throws IOException {
        return new TextVqa(true).score(new EvaluationFiles(answers, questions, annotations));
    }

    @Test
    void softAccuracyWithAndWithoutHintsInThePrompts() throws IOException {
        ScoreReport hinted = score(workspace.answers(
                "0a", "What brand is it?" + HINT + END, "nokia.", "0a", "What time is it?" + HINT + END, "12:00"));
        ScoreReport plain = score(
                workspace.answers("0a", "What time is it?" + END, "12:00", "0a", "What brand is it?" + END, "NOKIA"));

        assertThat(hinted.headline().value()).isCloseTo(100 * (0.9 + 0.6) / 2, within(1e-9));
        assertThat(plain).isEqualTo(hinted);
    }

    @Test
    void theQuestionIsFoundInEveryFormOfPrompt() {
        assertThat(TextVqaPrompt.question("Q?" + END)).isEqualTo("Q?");
        assertThat(TextVqaPrompt.question("Q?\nReference OCR token: a, b" + END))
                .isEqualTo("Q?");
        assertThat(TextVqaPrompt.question("Q?\nReference OCR token: " + END)).isEqualTo("Q?");
        assertThat(TextVqaPrompt.question("Reference OCR token: a\nQ?" + END)).isEqualTo("Q?");
        assertThat(TextVqaPrompt.question("OCR tokens: a\nb Question: Q?\nR Short answer:"))
                .isEqualTo("Q?\nR");
        assertThat(TextVqaPrompt.question("OCR tokens: a Question: Q?")).isNull();
        assertThat(TextVqaPrompt.question("Q?")).isNull();
        assertThat(TextVqaPrompt.question("Q?\nnothing about it" + END)).isNull();
    }

    @Test
    void questionsCanBeAskedWithoutHints() throws IOException {
        assertThat(new TextVqa(true).questions(questions).get(0).prompt()).isEqualTo("What brand is it?" + HINT + END);
        assertThat(new TextVqa(false).questions(questions).get(0).prompt()).isEqualTo("What brand is it?" + END);
    }

    @Test
    void missingAndEmptyAnswersAreWrong() throws IOException {
        ScoreReport report = score(workspace.answers("0a", "What brand is it?" + END, ""));

        assertThat(report.headline().value()).isZero();
        assertThat(report.headline().questions()).isEqualTo(2);
        assertThat(Workspace.count(report, "missing answers")).isEqualTo(1);
    }

    @Test
    void aQuestionThatTheFileRepeatsIsAnsweredAsOften() throws IOException {
        questions = workspace.file(
                "q.jsonl", question("0a", "What brand is it?" + END), question("0a", "What brand is it?" + END));
        Path both = workspace.answers("0a", "What brand is it?" + END, "nokia", "0a", "What brand is it?" + END, "no");
        assertThat(score(both).headline().value()).isCloseTo(45, within(1e-9));

        questions = workspace.file("q.jsonl", question("0a", "What brand is it?" + END));
        assertThatThrownBy(() -> score(both))
                .hasMessageContaining(both + ":2: ")
                .hasMessageContaining("already answered");
    }

    @Test
    void unknownPromptsAndQuestionsAreErrors() throws IOException {
        Path unreadable = workspace.answers("0a", "What brand is it?", "nokia");
        assertThatThrownBy(() -> score(unreadable))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageStartingWith(unreadable + ":1: no question can be found in the prompt");

        Path unknown = workspace.answers("0b", "What brand is it?" + END, "nokia");
        assertThatThrownBy(() -> score(unknown)).hasMessageContaining(unknown + ":1: the question 0b");

        Path answers = workspace.answers();
        questions = workspace.file("q.jsonl", question("0c", "Where?" + END));
        assertThatThrownBy(() -> score(answers))
                .hasMessageContaining("has no annotation of the question 0c \"where?\"");
    }

    @Test
    void thereMustBeTenPeople() throws IOException {
        annotations = workspace.file(
                "a.json",
                "{\"data\": [",
                "{\"image_id\": \"0a\", \"question\": \"What brand is it?\", \"answers\": [\"nokia\"]}]}");

        assertThatThrownBy(() -> score(workspace.answers()))
                .hasMessage(annotations + ":2:1: \"answers\": found 1, expected those of 10 people");
    }
}
