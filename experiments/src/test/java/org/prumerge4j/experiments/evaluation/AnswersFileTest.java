package org.prumerge4j.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.Placed;

class AnswersFileTest {
    private static final String GOOD =
            "{\"question_id\": 1, \"prompt\": \"p\", \"text\": \"t\", \"answer_id\": \"x\", \"model_id\": \"m\", \"metadata\": {}}";

    @TempDir
    Path folder;

    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(folder);
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Answer number = new Answer(
                new QuestionId("262148000", true),
                "What?\nShort.",
                "",
                "Ab3",
                "base",
                JsonNodeFactory.instance.objectNode().put("tokens", 32));
        Answer text =
                new Answer(new QuestionId("0035/é", false), "", "“yes”", "", "", JsonNodeFactory.instance.objectNode());
        Path file = folder.resolve("new/answers.jsonl");

        AnswersFile.write(file, List.of(number, text));

        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo(
                        "{\"question_id\":262148000,\"prompt\":\"What?\\nShort.\",\"text\":\"\",\"answer_id\":\"Ab3\","
                                + "\"model_id\":\"base\",\"metadata\":{\"tokens\":32}}");
        assertThat(AnswersFile.read(file))
                .containsExactly(new Placed<>(number, file + ":1"), new Placed<>(text, file + ":2"));
    }

    @Test
    void passesOverBlankLinesAndUnknownFields() throws IOException {
        Path file = workspace.file(
                "a.jsonl",
                "",
                "{\"question_id\": \"q\", \"round_id\": 0, \"prompt\": \"p\", \"text\": \"A\", \"options\": [\"x\"]}",
                " ");

        List<Placed<Answer>> answers = AnswersFile.read(file);

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).place()).isEqualTo(file + ":2");
        assertThat(answers.get(0).value().modelId()).isEmpty();
        assertThat(answers.get(0).value().metadata()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"question_id\": 1, \"prompt\": \"p\"                 | is not one JSON object",
                "[1]                                                      | found a JSON array, expected an object",
                "{} {}                                                    | is not one JSON object",
                "{\"prompt\": \"p\", \"text\": \"t\"}                     | has no \"question_id\"",
                "{\"question_id\": 1.5, \"prompt\": \"p\", \"text\": \"t\"} | \"question_id\": found 1.5, expected a string or an integer",
                "{\"question_id\": 1, \"text\": \"t\"}                    | has no \"prompt\"",
                "{\"question_id\": 1, \"prompt\": \"p\", \"text\": null}  | \"text\": found null, expected a string",
                "{\"question_id\": 1, \"prompt\": \"p\", \"text\": 7}     | \"text\": found 7, expected a string",
                "{\"question_id\": 1, \"question_id\": 1, \"prompt\": \"p\", \"text\": \"t\"} | Duplicate field",
                "{\"question_id\": 1, \"prompt\": \"p\", \"text\": \"t\", \"metadata\": 3} | \"metadata\": found 3, expected an object"
            })
    void namesTheFirstBadLine(String line, String problem) throws IOException {
        Path file = workspace.file("a.jsonl", GOOD, line.strip(), "worse");

        assertThatThrownBy(() -> AnswersFile.read(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(problem);
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("a.jsonl"), new byte[] {'\n', '{', '"', (byte) 0xe9, '"', '}', '\n'});

        assertThatThrownBy(() -> AnswersFile.read(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessage(file + ":2: is not UTF-8 text; is this the right kind of file?");
    }
}
