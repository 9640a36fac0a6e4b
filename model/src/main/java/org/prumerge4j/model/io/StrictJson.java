package org.prumerge4j.model.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reading of small JSON files in which a repeated key, or anything after the object, is an error. */
public final class StrictJson {
    private static final long MAX_BYTES = 64L << 20;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private StrictJson() {}

    /** A factory of parsers that refuse repeated keys. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads a file that holds one JSON object.
     *
     * @throws CheckpointFormatException if the file is missing, larger than 64 MB, or not one JSON object
     * @throws IOException if it cannot be read
     */
    public static ObjectNode readObject(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointFormatException(file, "there is no such file; is the download complete?");
        }
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new CheckpointFormatException(
                    file, size + " bytes are too many for a JSON file of a checkpoint (at most " + MAX_BYTES + ")");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException | CharConversionException e) {
            throw new CheckpointFormatException(file, "is not JSON" + describe(e), e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new CheckpointFormatException(file, "holds " + node.getNodeType() + " where a JSON object was expected");
    }

    /** What a parser says and where, to follow the words "is not JSON". */
    public static String describe(IOException failure) {
        if (failure instanceof JsonProcessingException json) {
            JsonLocation at = json.getLocation();
            String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return place + ": " + json.getOriginalMessage();
        }
        return ": " + failure.getMessage();
    }

    /** The indented UTF-8 text of a JSON value, ending in a line feed. */
    public static byte[] format(JsonNode node) {
        try {
            return (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }
}
