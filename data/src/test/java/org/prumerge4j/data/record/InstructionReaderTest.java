package org.prumerge4j.data.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.InvalidDataException;

class InstructionReaderTest {
    private static final String TURNS =
            "[{'from':'human','value':'Why?'},{'from':'gpt','value':'So.'}]".replace('\'', '"');

    @TempDir
    Path folder;

    @Test
    void readsRecordsWithAndWithoutImage() throws IOException {
        List<InstructionRecord> records = read("[{'id':'a','image':'x/1.jpg','model':{'deep':[1]},'conversations':"
                + TURNS + "},{'conversations':" + TURNS + ",'id':17,'image':null},{'conversations':" + TURNS + "}]");

        List<Turn> turns = List.of(new Turn(Speaker.HUMAN, "Why?"), new Turn(Speaker.ASSISTANT, "So."));
        assertThat(records)
                .containsExactly(
                        new InstructionRecord("a", "x/1.jpg", turns),
                        new InstructionRecord("17", null, turns),
                        new InstructionRecord("#2", null, turns));
    }

    @Test
    void dropsAnAnswerAtTheBeginning() throws IOException {
        InstructionRecord record = read("[{'id':'a','conversations':[{'from':'gpt','value':'Hello'},"
                        + "{'from':'human','value':'Why?'},{'from':'gpt','value':'So.'}]}]")
                .get(0);

        assertThat(record.turns()).extracting(Turn::text).containsExactly("Why?", "So.");
    }

    @Test
    void acceptsAnEmptyArray() throws IOException {
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]                                                                 | empty",
                "[{'from':'human','value':'q'}]                                     | no answer",
                "[{'from':'human','value':'q'},{'from':'gpt','value':' '}]          | no answer",
                "[{'from':'gpt','value':'a'}]                                       | no answer",
                "[{'from':'gpt','value':'a'},{'from':'human','value':'q'}]          | no answer",
                "[{'from':'user','value':'q'}]                                      | \"user\", expected \"human\" or \"gpt\"",
                "[{'from':'human','value':'q'},{'from':'human','value':'q'}]        | turn 1 is another one of human",
                "[{'from':'gpt','value':'a'},{'from':'gpt','value':'a'}]            | turn 1 is another one of gpt",
                "[{'from':'human','value':'q'},{'from':'gpt','value':'a'},{'from':'gpt','value':'a'}] | turn 2 is another one of gpt",
                "[{'from':'human','value':3}]                                       | \"value\" of turn 0 must be a string, found 3",
                "[{'from':'human'}]                                                 | turn 0 has no \"value\"",
                "[{'value':'q'}]                                                    | turn 0 has no \"from\"",
                "['q']                                                              | turn 0 must be an object",
                "'q'                                                                | must be an array of turns, found \"q\"",
                "null                                                               | must be an array of turns, found null",
            })
    void refusesConversations(String conversations, String problem) {
        String good = "{'id':'first','conversations':" + TURNS + "}";
        assertThatThrownBy(() -> read("[" + good + ",\n{'id':'bad one','conversations':" + conversations + "}]"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("records.json:2:")
                .hasMessageContaining("record 1 (id bad one)")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'id':'a'}                                  | expected a JSON array of records, but the file begins with an object",
                "[{'id':'a','image':'x'}]                    | record 0 (id a): has no \"conversations\"",
                "[7]                                         | record 0: expected an object, found 7",
                "[{'id':'a','image':['x','y']}]              | \"image\" must be the path of one image file, found an array",
                "[{'id':'a','image':' '}]                    | \"image\" must be the path of one image file",
                "[{'id':['a']}]                              | \"id\" must be a string or a number",
                "[{'id':'a','id':'b'}]                       | Duplicate field 'id'",
                "[{'id':'a','conversations':[{'from':'human' | record 0 (id a): not valid JSON",
                "[{'id':'a','convers                         | record 0 (id a): not valid JSON",
                "[] []                                       | text after the end",
            })
    void refusesFiles(String json, String problem) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("records.json")
                .hasMessageContaining(problem.replace("'id'", "\"id\"").replace("field \"id\"", "field 'id'"));
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("the file is empty");
    }

    @Test
    void refusesAFileCutShort() throws IOException {
        String whole = "[{'id':'a','conversations':" + TURNS + "}]";
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(InvalidDataException.class);
        }
    }

    private List<InstructionRecord> read(String json) throws IOException {
        Path file = folder.resolve("records.json");
        Files.writeString(file, json.replace('\'', '"'));
        return InstructionReader.read(file);
    }
}
