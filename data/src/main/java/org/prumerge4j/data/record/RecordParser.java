package org.prumerge4j.data.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.text.PythonWhitespace;

/** Parses one record after the other and says what is wrong with one that is not as the format wants it. */
final class RecordParser {
    /** Where a parser is, for messages. */
    interface PlaceName {
        /** For example {@code :3:14}; empty if nobody could find the place. */
        String of(JsonParser parser);
    }

    private final Path file;
    private final JsonParser parser;
    private final PlaceName place;
    private int index;
    private @Nullable String id;
    private int words;

    RecordParser(Path file, JsonParser parser, PlaceName place) {
        this.file = file;
        this.parser = parser;
        this.place = place;
    }

    /** Words of all turns of the last record, those of a dropped turn included; see {@link RecordVisitor}. */
    int words() {
        return words;
    }

    /** Id of the record last begun, as far as it was found. */
    @Nullable
    String id() {
        return id;
    }

    /** Forgets the last record: from here on, messages are about the one with this index. */
    void begin(int number) {
        index = number;
        id = null;
        words = 0;
    }

    /** The record that begins at the parser's current token; leaves the parser at its last token. */
    InstructionRecord record() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw invalid("expected an object, found " + tokenName());
        }
        String image = null;
        List<Turn> turns = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = idText();
                case "image" -> image = image();
                case "conversations" -> turns = turns();
                default -> parser.skipChildren();
            }
        }
        if (turns == null) {
            throw invalid("has no \"conversations\"");
        }
        return new InstructionRecord(id == null ? "#" + index : id, image, checked(turns));
    }

    private String idText() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING
                && !parser.currentToken().isNumeric()) {
            throw invalid("\"id\" must be a string or a number, found " + tokenName());
        }
        return parser.getText();
    }

    private @Nullable String image() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getText().isBlank()) {
            throw invalid("\"image\" must be the path of one image file, found " + tokenName()
                    + "; leave the field out of a record of text only");
        }
        return parser.getText();
    }

    private List<Turn> turns() throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("\"conversations\" must be an array of turns, found " + tokenName());
        }
        List<Turn> turns = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw invalid("turn " + turns.size() + " must be an object, found " + tokenName());
            }
            turns.add(turn(turns.size()));
        }
        return turns;
    }

    private Turn turn(int number) throws IOException {
        Speaker speaker = null;
        String text = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "from" -> speaker = speaker(turnText(number, field), number);
                case "value" -> text = turnText(number, field);
                default -> parser.skipChildren();
            }
        }
        if (speaker == null || text == null) {
            throw invalid("turn " + number + " has no \"" + (speaker == null ? "from" : "value") + "\"");
        }
        words += PythonWhitespace.words(text);
        return new Turn(speaker, text);
    }

    private String turnText(int number, String field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("\"" + field + "\" of turn " + number + " must be a string, found " + tokenName());
        }
        return parser.getText();
    }

    private Speaker speaker(String from, int number) throws InvalidRecordException {
        return switch (from) {
            case "human" -> Speaker.HUMAN;
            case "gpt" -> Speaker.ASSISTANT;
            default ->
                throw invalid("\"from\" of turn " + number + " is \"" + from + "\", expected \"human\" or \"gpt\"");
        };
    }

    /** The turns without a leading answer to nothing. */
    private List<Turn> checked(List<Turn> all) throws InvalidRecordException {
        if (all.isEmpty()) {
            throw invalid(RecordFault.EMPTY_CONVERSATION, "\"conversations\" is empty");
        }
        int dropped = all.get(0).speaker() == Speaker.HUMAN ? 0 : 1;
        List<Turn> turns = all.subList(dropped, all.size());
        for (int i = 0; i < turns.size(); i++) {
            Speaker expected = i % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT;
            if (turns.get(i).speaker() != expected) {
                throw invalid(
                        RecordFault.WRONG_ORDER,
                        "human and gpt must alternate, but turn " + (i + dropped) + " is another one of "
                                + (expected == Speaker.HUMAN ? "gpt" : "human"));
            }
        }
        boolean answered = turns.stream()
                .anyMatch(turn ->
                        turn.speaker() == Speaker.ASSISTANT && !turn.text().isBlank());
        if (!answered) {
            throw invalid(
                    RecordFault.NO_ANSWER,
                    "has no answer: training needs a turn of \"gpt\" with text after a turn of \"human\"");
        }
        return turns;
    }

    /** What the current token is, for messages. */
    String tokenName() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the file";
        }
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "\"" + parser.getText() + "\"";
            default -> parser.getText();
        };
    }

    /** File, place if the parser has the whole file before it, index and id of the record, and what is wrong. */
    String problem(String what) {
        return file + place.of(parser) + ": record " + index + (id == null ? "" : " (id " + id + ")") + ": " + what;
    }

    private InvalidRecordException invalid(String what) {
        return invalid(RecordFault.MALFORMED, what);
    }

    private InvalidRecordException invalid(RecordFault fault, String what) {
        return new InvalidRecordException(fault, problem(what));
    }
}
