package org.prumerge4j.data.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final JsonParser json;
    private final RecordParser parser;

    private InstructionReader(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
        this.parser = new RecordParser(file, json, InstructionReader::place);
    }

    /**
     * All records of a file, in its order.
     *
     * @throws InvalidDataException if the file is not JSON or a record is not as the format wants it
     * @throws IOException if the file cannot be read
     */
    public static List<InstructionRecord> read(Path file) throws IOException {
        List<InstructionRecord> records = new ArrayList<>();
        scan(file, (place, record, words) -> records.add(record));
        return records;
    }

    /**
     * Shows all records of a file to a visitor, in its order, holding one at a time.
     *
     * @throws InvalidDataException if the file is not JSON, or the visitor ends the reading at a faulty record
     * @throws IOException if the file cannot be read
     */
    public static void scan(Path file, RecordVisitor visitor) throws IOException {
        try (JsonParser json = JSON.createParser(file.toFile())) {
            new InstructionReader(file, json).visit(visitor);
        }
    }

    /**
     * One record out of its bytes in a file that was scanned before.
     *
     * @param file for messages
     * @param index number of the record in the array, from 0
     * @throws InvalidDataException if the bytes are not such a record: the file is not what it was when scanned
     */
    public static InstructionRecord parse(byte[] bytes, Path file, int index) throws IOException {
        try (JsonParser json = JSON.createParser(bytes)) {
            RecordParser parser = new RecordParser(file, json, at -> "");
            try {
                parser.begin(index);
                json.nextToken();
                return parser.record();
            } catch (JsonProcessingException e) {
                throw new InvalidDataException(parser.problem("not valid JSON: " + e.getOriginalMessage()), e);
            }
        }
    }

    private void visit(RecordVisitor visitor) throws IOException {
        try {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new InvalidDataException(file + ": expected a JSON array of records, but the file "
                        + (json.currentToken() == null ? "is empty" : "begins with " + parser.tokenName()));
            }
            JsonStreamContext array = json.getParsingContext();
            int index = 0;
            parser.begin(index);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                visit(visitor, index, array);
                index++;
                parser.begin(index);
            }
            if (json.nextToken() != null) {
                throw new InvalidDataException(file + place(json) + ": text after the end of the array of records");
            }
        } catch (JsonProcessingException e) {
            throw new InvalidDataException(
                    parser.problem("not valid JSON: " + e.getOriginalMessage() + "; is the file complete?"), e);
        }
    }

    private void visit(RecordVisitor visitor, int index, JsonStreamContext array) throws IOException {
        long begin = json.currentTokenLocation().getByteOffset();
        InstructionRecord record;
        try {
            record = parser.record();
        } catch (InvalidRecordException e) {
            while (json.getParsingContext() != array) {
                json.nextToken();
            }
            visitor.fault(place(index, begin), parser.id(), e);
            return;
        }
        visitor.record(place(index, begin), record, parser.words());
    }

    private RecordPlace place(int index, long begin) {
        return new RecordPlace(index, begin, json.currentLocation().getByteOffset() - begin);
    }

    private static String place(JsonParser json) {
        return ":" + json.currentLocation().getLineNr() + ":"
                + json.currentLocation().getColumnNr();
    }
}
