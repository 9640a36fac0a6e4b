package org.prumerge4j.experiments.evaluation.mme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
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

class MmeTest {
    private static final String END = "\nAnswer the question using a single word or phrase.";

    @TempDir
    Path folder;

    private Workspace workspace;
    private Path questions;
    private Path release;

    private static String question(String id, String text) {
        return "{\"question_id\": \"" + id + "\", \"image\": \"" + id + "\", \"text\": \"" + text
                + END.replace("\n", "\\n") + "\", \"category\": \"default\"}";
    }

    @BeforeEach
    void writeBenchmark() throws IOException {
        workspace = new Workspace(folder);
        questions = workspace.file(
                "q.jsonl",
                question("existence/1.jpg", "Is it a cat?"),
                question("existence/1.jpg", "Is it a dog?"),
                question("OCR/images/7.v2.png", "Is it \\\"no\\\"?"),
                question("OCR/images/7.v2.png", "Is it \\\"go\\\"?"),
                question("existence/2.jpg", "Is it a cup?"),
                question("existence/2.jpg", "Is it a car?"),
                question("code_reasoning/3.png", "Is it 1?"),
                question("code_reasoning/3.png", "Is it 2?"));
        release = folder.resolve("MME");
        workspace.file(
                "MME/existence/1.txt",
                "Is it a cat? Please answer yes or no.\tYes",
                "Is it a dog? Please answer yes or no.\tNo");
        workspace.file(
                "MME/existence/2.txt",
                "Is it a cup? Please answer yes or no.\tYes",
                "Is it a car?  Please answer yes or no.\tNo\r");
        workspace.file("MME/existence/1.jpg", "not read");
        workspace.file("MME/OCR/images/7.v2.png", "not read");
        workspace.file(
                "MME/OCR/questions_answers_YN/7.txt",
                "Is it \"no\"? Please answer yes or no.\tYes",
                "Is it \"go\"? Please answer yes or no.\tNo");
        workspace.file(
                "MME/code_reasoning/3.txt",
                "Is it 1? Please answer yes or no.\tYes",
                "Is it 2? Please answer yes or no.\tNo");
    }

    private Path answers(String cat, String dog, String no, String go, String cup, String car) throws IOException {
        return workspace.answers(
                "existence/1.jpg",
                "Is it a cat?" + END,
                cat,
                "existence/1.jpg",
                "Is it a dog?" + END,
                dog,
                "existence/2.jpg",
                "Is it a cup?" + END,
                cup,
                "existence/2.jpg",
                "Is it a car?" + END,
                car,
                "OCR/images/7.v2.png",
                "Is it \"no\"?" + END,
                no,
                "OCR/images/7.v2.png",
                "Is it \"go\"?" + END,
                go,
                "code_reasoning/3.png",
                "Is it 1?" + END,
                "yes",
                "code_reasoning/3.png",
                "Is it 2?" + END,
                "no");
    }

    private EvaluationFiles files(Path answers) {
        return new EvaluationFiles(answers, questions, release);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes|yes",
                "NO|no",
                "no.|no",
                "not|no",
                "know|no",
                "a yes|other",
                "'(yes'|yes",
                "I know|other",
                "''|other",
                "1|other",
                "Noyes|no"
            })
    void theFirstFourCharactersDecide(String answer, String said) {
        assertThat(MmeSubtask.says(answer)).isEqualTo(said);
    }

    @Test
    void pointsOfSubtasksAndTheirSums() throws IOException {
        ScoreReport report = new Mme().score(files(answers("Yes", "No", "yes", "yes", "", "no")));

        // existence: 3 of 4 questions, 1 of 2 images; OCR: 1 of 2 and 0 of 1; code reasoning: everything
        assertThat(Workspace.value(report, "existence")).isCloseTo(125, within(1e-9));
        assertThat(Workspace.value(report, "existence accuracy")).isCloseTo(75, within(1e-9));
        assertThat(Workspace.value(report, "existence accuracy+")).isCloseTo(50, within(1e-9));
        assertThat(Workspace.value(report, "OCR")).isCloseTo(50, within(1e-9));
        assertThat(report.headline().name()).isEqualTo("perception");
        assertThat(report.headline().value()).isCloseTo(175, within(1e-9));
        assertThat(report.headline().questions()).isEqualTo(6);
        assertThat(Workspace.value(report, "cognition")).isCloseTo(200, within(1e-9));
        assertThat(Workspace.count(report, "perception subtasks of 10")).isEqualTo(2);
        assertThat(Workspace.count(report, "cognition subtasks of 4")).isEqualTo(1);
        assertThat(Workspace.count(report, "answers neither yes nor no")).isEqualTo(1);
    }

    @Test
    void writesTheFolderOfTheOfficialTool() throws IOException {
        Path results = folder.resolve("results");

        new Mme().upload().write(files(answers("Yes", "No\tat\nall", "y", "n", "Yes", "")), results);

        assertThat(Files.readString(results.resolve("existence.txt")))
                .isEqualTo(
                        """
                        1.txt\tIs it a cat? Please answer yes or no.\tYes\tYes
                        1.txt\tIs it a dog? Please answer yes or no.\tNo\tNo at all
                        2.txt\tIs it a cup? Please answer yes or no.\tYes\tYes
                        2.txt\tIs it a car?  Please answer yes or no.\tNo\t
                        """);
        assertThat(results.resolve("OCR.txt")).exists();
        assertThat(results.resolve("code_reasoning.txt")).exists();
    }

    @Test
    void theOfficialInstructionIsKept() throws IOException {
        MmeTruth truth = MmeTruth.read(release);

        assertThat(truth.find("existence", "1.txt", "Is it a cat? Please answer yes or no."))
                .isEqualTo(new MmeTruth.Truth("Is it a cat? Please answer yes or no.", "Yes"));
        assertThat(truth.find("existence", "1.txt", "Is it a cat?")).isNotNull();
        assertThat(truth.find("existence", "2.txt", "Is it a cat?")).isNull();
    }

    @Test
    void missingUnknownAndRepeatedAnswersAreErrors() throws IOException {
        Path one = workspace.answers("existence/1.jpg", "Is it a cat?" + END, "yes");
        assertThatThrownBy(() -> new Mme().score(files(one)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(one + ": has no answer to the question existence/1.jpg \"Is it a dog?");

        Path unknown = workspace.answers("existence/1.jpg", "Is it a cow?" + END, "yes");
        assertThatThrownBy(() -> new Mme().score(files(unknown)))
                .hasMessageContaining(unknown + ":1: the question existence/1.jpg \"Is it a cow?");

        Path twice = workspace.answers(
                "existence/1.jpg", "Is it a cat?" + END, "yes", "existence/1.jpg", "Is it a cat?" + END, "yes");
        assertThatThrownBy(() -> new Mme().score(files(twice))).hasMessageContaining(twice + ":2: ");
    }

    @Test
    void questionsMustComeInPairs() throws IOException {
        questions = workspace.file(
                "q.jsonl", question("existence/1.jpg", "Is it a cat?"), question("existence/2.jpg", "Is it a cup?"));
        Path answers = workspace.answers(
                "existence/1.jpg", "Is it a cat?" + END, "yes", "existence/2.jpg", "Is it a cup?" + END, "yes");
        assertThatThrownBy(() -> new Mme().score(files(answers)))
                .hasMessageContaining("existence/1.jpg")
                .hasMessageContaining("is not followed");

        questions = workspace.file("q.jsonl", question("existence/1.jpg", "Is it a cat?"));
        Path single = workspace.answers("existence/1.jpg", "Is it a cat?" + END, "yes");
        assertThatThrownBy(() -> new Mme().score(files(single))).hasMessageContaining("is not followed");
    }

    @Test
    void theReleaseMustHaveTheQuestionsAndYesOrNo() throws IOException {
        Path all = answers("Yes", "No", "yes", "yes", "", "no");
        Path file = workspace.file("MME/existence/1.txt", "Is it a cat? Please answer yes or no.\tYes");
        assertThatThrownBy(() -> new Mme().score(files(all)))
                .hasMessageStartingWith(questions + ":2: the question \"Is it a dog?");

        workspace.file("MME/existence/1.txt", "", "Is it a cat? Please answer yes or no. Yes");
        assertThatThrownBy(() -> new Mme().score(files(all)))
                .hasMessage(file + ":2: found 1 fields, expected a question, a tab, and Yes or No");

        workspace.file("MME/existence/1.txt", "Is it a cat?\tPerhaps");
        assertThatThrownBy(() -> new Mme().score(files(all)))
                .hasMessage(file + ":1: the answer is \"Perhaps\", expected Yes or No");
    }

    @Test
    void unknownCategoriesAreErrors() throws IOException {
        questions = workspace.file("q.jsonl", question("taste/1.jpg", "A?"), question("taste/1.jpg", "B?"));
        workspace.file("MME/taste/1.txt", "A? Please answer yes or no.\tYes", "B? Please answer yes or no.\tNo");
        Path answers = workspace.answers("taste/1.jpg", "A?" + END, "yes", "taste/1.jpg", "B?" + END, "no");

        assertThatThrownBy(() -> new Mme().score(files(answers)))
                .hasMessageContaining("begins with the category taste");
    }
}
