package org.prumerge4j.experiments.evaluation.mmbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.ScoreReport;
import org.prumerge4j.experiments.evaluation.Workspace;

class MmBenchTest {
    private static final String HEADER =
            "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\tsource\tl2-category\tcomment\tsplit";
    private static final String END = "\nAnswer with the option's letter from the given choices directly.";
    private static final String PICTURE =
            Base64.getEncoder().encodeToString("picture".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private Workspace workspace;
    private Path table;

    private static String row(long index, String hint, String options, String answer, String category, String image) {
        String levelTwo = category.startsWith("attr") ? "finegrained" : "logic";
        return String.join(
                "\t",
                Long.toString(index),
                "Which?",
                hint,
                options.replace(',', '\t'),
                answer,
                category,
                image,
                "web",
                levelTwo,
                "nan",
                "dev");
    }

    @BeforeEach
    void writeTable() throws IOException {
        workspace = new Workspace(folder);
        table = workspace.file(
                "mmbench.tsv",
                HEADER,
                row(241, "\"Look\t\"\"here\"\"\"", "red,blue,nan,", "A", "attr", PICTURE),
                row(252, "nan", "cat,dog,cow,None", "C", "attr", PICTURE),
                row(1000241, "nan", "blue,red,,", "B", "attr", "241"),
                row(300, "nan", "x,y,,", "A", "future", PICTURE),
                row(1000252, "", "cow,cat,dog,", "A", "attr", PICTURE),
                row(2000252, "", "dog,cow,cat,", "B", "attr", PICTURE));
    }

    private ScoreReport score(Path answers) throws IOException {
        return new MmBench().score(new EvaluationFiles(answers, table, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A|A",
                "B|B",
                "B.|B",
                "B) dog|B",
                "(B)|B",
                "(B).|B",
                "B,|B",
                "B:|B",
                ":B|B",
                "Answer :B.|B",
                "The answer is B|B",
                "A man A|A",
                "A man is walking|''",
                "A dog is walking|B",
                "A man or (B)|B",
                "A or B|''",
                "A. or B.|''",
                "A. or B) maybe|A",
                "A B C.|C",
                "E|E",
                "F|''",
                "b|''",
                "It is a DOG|B",
                "cat and dog|''",
                "'*B*'|''",
                "''|''"
            })
    void extraction(String answer, String letter) {
        String found = ChoiceExtractor.extract(answer, Map.of("A", "cat", "B", "Dog", "C", "cow"));

        assertThat(Objects.requireNonNullElse(found, "")).isEqualTo(letter);
    }

    @Test
    void aQuestionIsRightOnlyIfEveryRotationIs() throws IOException {
        ScoreReport report = score(workspace.answers(
                241, "p", "A", 1000241, "p", "red", 252, "p", "C", 1000252, "p", "A", 2000252, "p", "C", 300, "p",
                "A. x"));

        assertThat(report.headline().name()).isEqualTo("circular accuracy");
        assertThat(report.headline().value()).isCloseTo(200 / 3.0, within(1e-9));
        assertThat(report.headline().questions()).isEqualTo(3);
        assertThat(Workspace.value(report, "attr")).isCloseTo(50, within(1e-9));
        assertThat(Workspace.value(report, "finegrained")).isCloseTo(50, within(1e-9));
        assertThat(Workspace.value(report, "future")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.value(report, "logic")).isCloseTo(100, within(1e-9));
        assertThat(Workspace.questions(report, "attr")).isEqualTo(2);
        assertThat(Workspace.count(report, "answers without a clear option")).isZero();
    }

    @Test
    void missingAndUnclearAnswersAreWrongAndCounted() throws IOException {
        ScoreReport report = score(workspace.answers(241, "p", "A", 252, "p", "", 300, "p", "x or y"));

        assertThat(report.headline().value()).isZero();
        assertThat(Workspace.count(report, "missing answers")).isEqualTo(3);
        assertThat(Workspace.count(report, "answers without a clear option")).isEqualTo(2);
    }

    @Test
    void promptsShowTheOptionsUpToTheFirstThatIsMissing() throws IOException {
        List<BenchmarkQuestion> questions = new MmBench().questions(table);

        assertThat(questions.get(0).prompt()).isEqualTo("Look\t\"here\"\nWhich?\nA. red\nB. blue" + END);
        assertThat(questions.get(0).id()).isEqualTo(new QuestionId("241", true));
        assertThat(questions.get(1).prompt()).isEqualTo("Which?\nA. cat\nB. dog\nC. cow" + END);
        assertThat(questions.get(1).category()).isEqualTo("attr");
        for (BenchmarkQuestion question : questions) {
            assertThat(Objects.requireNonNull(question.image()).bytes(folder))
                    .asString()
                    .isEqualTo("picture");
        }
    }

    @Test
    void unknownAndRepeatedAnswersAreErrors() throws IOException {
        Path unknown = workspace.answers(242, "p", "A");
        assertThatThrownBy(() -> score(unknown))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(unknown + ":1: the question 242 is not in " + table);

        Path twice = workspace.answers(241, "p", "A", 241, "p", "B");
        assertThatThrownBy(() -> score(twice)).hasMessageContaining(twice + ":2: the question 241 is already answered");

        Path named = workspace.answers("x", "p", "A");
        assertThatThrownBy(() -> score(named)).hasMessageContaining(named + ":1: the question_id is \"x\"");
    }

    @Test
    void badRowsAreNamed() throws IOException {
        Path answers = workspace.answers();
        table = workspace.file("t.tsv", HEADER, row(1, "", "x,y,,", "A", "c", PICTURE), "2\tWhich?");
        assertThatThrownBy(() -> score(answers))
                .hasMessage(table + ":3: found 2 fields, expected 14 as in the first line");

        table = workspace.file(
                "t.tsv", HEADER, row(1, "", "x,y,,", "A", "c", PICTURE), row(1, "", "x,y,,", "A", "c", ""));
        assertThatThrownBy(() -> score(answers)).hasMessage(table + ":3: the question 1 is already at " + table + ":2");

        table = workspace.file("t.tsv", HEADER, row(1, "", "x,y,,", "yes", "c", PICTURE));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(table + ":2: the answer is \"yes\"");

        table = workspace.file("t.tsv", HEADER, row(1, "", "x,y,,", "", "c", PICTURE));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(table + ":2: has no answer");

        table = workspace.file("t.tsv", HEADER, row(1000001, "", "x,y,,", "A", "c", PICTURE));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(table + ":2: is a rotation of the question 1");

        table = workspace.file("t.tsv", HEADER, "one" + row(1, "", "x,y,,", "A", "c", PICTURE));
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(table + ":2: the index is \"one1\"");

        table = workspace.file("t.tsv", "question\tA\tB");
        assertThatThrownBy(() -> score(answers)).hasMessageStartingWith(table + ":1: has no column \"index\"");
    }

    @Test
    void uploadHasThePredictionAsSeventhColumn() throws IOException {
        Path target = folder.resolve("upload.tsv");

        new MmBench()
                .upload()
                .write(
                        new EvaluationFiles(workspace.answers(241, "p", "A\t\"red\"", 300, "p", "B"), table, null),
                        target);

        assertThat(Files.readAllLines(target))
                .startsWith(
                        "index\tquestion\tA\tB\tC\tD\tprediction\tanswer\tsplit",
                        "241\tWhich?\tred\tblue\tnan\t\t\"A\t\"\"red\"\"\"\tA\tdev",
                        "252\tWhich?\tcat\tdog\tcow\tNone\t\tC\tdev")
                .contains("300\tWhich?\tx\ty\t\t\tB\tA\tdev")
                .hasSize(7);
    }
}
