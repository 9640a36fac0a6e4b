package org.prumerge4j.data.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/**
 * Reader of instruction data in the format of LLaVA-1.5: a JSON array of objects
 * {@code {"id", "image"?, "conversations": [{"from": "human"|"gpt", "value"}, ...]}}; other fields are passed over.
 *
 * <p>As in LLaVA, an assistant turn at the beginning is dropped. Everything else that the format does not allow stops
 * the reading with the file, the place, the index of the record (from 0) and its id.
 */
public final class InstructionReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final JsonParser parser;
    private int index;
    private @Nullable String id;

    private InstructionReader(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * All records of a file, in its order.
     *
     * @throws InvalidDataException if the file is not JSON or a record is not as the format wants it
     * @throws IOException if the file cannot be read
     */
    public static List<InstructionRecord> read(Path file) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            return new InstructionReader(file, parser).records();
        }
    }

    private List<InstructionRecord> records() throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new InvalidDataException(file + ": expected a JSON array of records, but the file "
                        + (parser.currentToken() == null ? "is empty" : "begins with " + tokenName()));
            }
            List<InstructionRecord> records = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                id = null;
                records.add(record());
                index++;
            }
            if (parser.nextToken() != null) {
                throw new InvalidDataException(file + place() + ": text after the end of the array of records");
            }
            return records;
        } catch (JsonProcessingException e) {
            throw new InvalidDataException(
                    problem("not valid JSON: " + e.getOriginalMessage() + "; is the file complete?"), e);
        }
    }

    private InstructionRecord record() throws IOException {
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
        return new Turn(speaker, text);
    }

    private String turnText(int number, String field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("\"" + field + "\" of turn " + number + " must be a string, found " + tokenName());
        }
        return parser.getText();
    }

    private Speaker speaker(String from, int number) throws InvalidDataException {
        return switch (from) {
            case "human" -> Speaker.HUMAN;
            case "gpt" -> Speaker.ASSISTANT;
            default ->
                throw invalid("\"from\" of turn " + number + " is \"" + from + "\", expected \"human\" or \"gpt\"");
        };
    }

    /** The turns without a leading answer to nothing. */
    private List<Turn> checked(List<Turn> all) throws InvalidDataException {
        if (all.isEmpty()) {
            throw invalid("\"conversations\" is empty");
        }
        int dropped = all.get(0).speaker() == Speaker.HUMAN ? 0 : 1;
        List<Turn> turns = all.subList(dropped, all.size());
        for (int i = 0; i < turns.size(); i++) {
            Speaker expected = i % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT;
            if (turns.get(i).speaker() != expected) {
                throw invalid("human and gpt must alternate, but turn " + (i + dropped) + " is another one of "
                        + (expected == Speaker.HUMAN ? "gpt" : "human"));
            }
        }
        boolean answered = turns.stream()
                .anyMatch(turn ->
                        turn.speaker() == Speaker.ASSISTANT && !turn.text().isBlank());
        if (!answered) {
            throw invalid("has no answer: training needs a turn of \"gpt\" with text after a turn of \"human\"");
        }
        return turns;
    }

    private String tokenName() throws IOException {
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

    private String place() {
        return ":" + parser.currentLocation().getLineNr() + ":"
                + parser.currentLocation().getColumnNr();
    }

    private String problem(String what) {
        return file + place() + ": record " + index + (id == null ? "" : " (id " + id + ")") + ": " + what;
    }

    private InvalidDataException invalid(String what) {
        return new InvalidDataException(problem(what));
    }
}
