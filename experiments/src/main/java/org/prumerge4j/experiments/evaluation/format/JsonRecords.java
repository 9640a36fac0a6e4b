package org.prumerge4j.experiments.evaluation.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;

/** Reads files of many JSON objects one object at a time. A repeated key of an object is an error. */
public final class JsonRecords {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** Many-object files are read element by element, where what follows an element is the next one. */
    private static final ObjectMapper ELEMENTS =
            JsonMapper.builder(MAPPER.getFactory()).build();

    private JsonRecords() {}

    /** Takes the objects of a file in their order. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes the next object.
         *
         * @throws InvalidDataException if it is not as it should be
         */
        void accept(JsonFields fields) throws IOException;
    }

    /** Takes the named objects of a file in their order. */
    @FunctionalInterface
    public interface NamedHandler {
        /**
         * Takes the next object and its name.
         *
         * @throws InvalidDataException if it is not as it should be
         */
        void accept(String name, JsonFields fields) throws IOException;
    }

    /**
     * Reads JSON lines: one object a line; blank lines are passed over.
     *
     * @throws InvalidDataException naming {@code file:line} of the first line that is not one JSON object, or that the
     *     handler refuses
     * @throws IOException if the file cannot be read
     */
    public static void lines(Path file, Handler handler) throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    handler.accept(new JsonFields(object(line, lines.place()), lines.place()));
                }
            }
        }
    }

    private static ObjectNode object(String line, String place) throws InvalidDataException {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidDataException(
                    place + ": is not one JSON object: " + e.getOriginalMessage() + "; is the line complete?", e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidDataException(place + ": found a JSON " + kind(node) + ", expected an object");
    }

    /**
     * Reads the objects of an array.
     *
     * @param field name of the array in the outermost object; null if the array itself is outermost
     * @return how many there are
     * @throws InvalidDataException naming {@code file:line:column} of the first thing that is not as described, or of
     *     the first object that the handler refuses
     * @throws IOException if the file cannot be read
     */
    public static int array(Path file, @Nullable String field, Handler handler) throws IOException {
        return read(file, parser -> {
            if (field != null) {
                enter(file, parser, field);
            } else {
                parser.nextToken();
            }
            expect(file, parser, JsonToken.START_ARRAY, field == null ? "an array" : "an array \"" + field + "\"");
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                handler.accept(element(file, parser));
                count++;
            }
            return count;
        });
    }

    /**
     * Reads the members of the outermost object, each of which must be an object.
     *
     * @return how many there are
     * @throws InvalidDataException as {@link #array}
     * @throws IOException if the file cannot be read
     */
    public static int members(Path file, NamedHandler handler) throws IOException {
        return read(file, parser -> {
            parser.nextToken();
            expect(file, parser, JsonToken.START_OBJECT, "an object");
            int count = 0;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                handler.accept(name, element(file, parser));
                count++;
            }
            return count;
        });
    }

    /**
     * The outermost object of a file that is small enough to be held as a whole.
     *
     * @throws InvalidDataException as {@link #array}
     * @throws IOException if the file cannot be read
     */
    public static JsonFields whole(Path file) throws IOException {
        return read(file, parser -> {
            parser.nextToken();
            return element(file, parser);
        });
    }

    /**
     * Whether the first object of a file has a field.
     *
     * @throws InvalidDataException if the file does not begin with a JSON object
     * @throws IOException if the file cannot be read
     */
    public static boolean firstObjectHas(Path file, String field) throws IOException {
        return read(file, parser -> {
            parser.nextToken();
            expect(file, parser, JsonToken.START_OBJECT, "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                if (parser.currentName().equals(field)) {
                    return true;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return false;
        });
    }

    /**
     * A string that the outermost object of a file has, if it has one of the name.
     *
     * @throws InvalidDataException as {@link #array}, or if the member is no string
     * @throws IOException if the file cannot be read
     */
    public static Optional<String> memberText(Path file, String name) throws IOException {
        return read(file, parser -> {
            parser.nextToken();
            expect(file, parser, JsonToken.START_OBJECT, "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean found = parser.currentName().equals(name);
                parser.nextToken();
                if (found) {
                    expect(file, parser, JsonToken.VALUE_STRING, "a string \"" + name + "\"");
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        });
    }

    private static void enter(Path file, JsonParser parser, String field) throws IOException {
        parser.nextToken();
        expect(file, parser, JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(field)) {
                return;
            }
            parser.skipChildren();
        }
        throw new InvalidDataException(file + ": has no array \"" + field + "\"; is this the right file?");
    }

    private static JsonFields element(Path file, JsonParser parser) throws IOException {
        expect(file, parser, JsonToken.START_OBJECT, "an object");
        String place = place(file, parser);
        return new JsonFields(ELEMENTS.<ObjectNode>readTree(parser), place);
    }

    private static void expect(Path file, JsonParser parser, JsonToken token, String expected) throws IOException {
        if (parser.currentToken() != token) {
            String found = parser.currentToken() == null ? "the end of the file" : parser.getText();
            throw new InvalidDataException(place(file, parser) + ": found " + found + ", expected " + expected);
        }
    }

    private static String place(Path file, JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr() + ":"
                + parser.currentTokenLocation().getColumnNr();
    }

    private static String kind(@Nullable JsonNode node) {
        return node == null ? "nothing" : node.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    @FunctionalInterface
    private interface Content<T> {
        T read(JsonParser parser) throws IOException;
    }

    private static <T> T read(Path file, Content<T> content) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(Files.newInputStream(file))) {
            return content.read(parser);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
            throw new InvalidDataException(
                    file + place + ": is not JSON: " + e.getOriginalMessage() + "; is the file complete?", e);
        } catch (CharConversionException e) {
            throw new InvalidDataException(file + ": is not UTF-8 text: " + e.getMessage(), e);
        }
    }
}
