package org.prumerge4j.model.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;

/**
 * The JSON header of a safetensors file, parsed as a stream and checked: every tensor takes exactly the bytes its type
 * and shape need, and together they cover the data without overlap or hole.
 */
final class Header {
    static final String METADATA = "__metadata__";

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Header(Path file) {
        this.file = file;
    }

    /** Where the values of a tensor are, counted from the first byte of data. */
    record Entry(TensorInfo info, long begin, long end) {}

    /**
     * Parses and checks a header.
     *
     * @param json its bytes
     * @param dataBytes bytes that follow it in the file
     */
    static Header parse(Path file, byte[] json, long dataBytes) throws CheckpointFormatException {
        Header header = new Header(file);
        try (JsonParser parser = StrictJson.factory().createParser(json)) {
            header.readAll(parser);
        } catch (JsonProcessingException | CharConversionException e) {
            throw new CheckpointFormatException(file, "the header is not JSON" + StrictJson.describe(e), e);
        } catch (CheckpointFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new CheckpointFormatException(file, "the header cannot be parsed: " + e.getMessage(), e);
        }
        header.checkCover(dataBytes);
        return header;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private void readAll(JsonParser parser) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "entry " + name);
            if (name.equals(METADATA)) {
                readMetadata(parser);
            } else {
                entries.put(name, readEntry(parser, name));
            }
        }
        if (parser.nextToken() != null) {
            throw new CheckpointFormatException(file, "something follows the JSON object of the header");
        }
    }

    private void readMetadata(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + key);
            metadata.put(key, parser.getText());
        }
    }

    private Entry readEntry(JsonParser parser, String name) throws IOException {
        ElementType type = null;
        long[] extents = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, name + ".dtype");
                    type = type(name, parser.getText());
                }
                case "shape" -> extents = longs(parser, name + ".shape");
                case "data_offsets" -> offsets = longs(parser, name + ".data_offsets");
                default -> throw tensor(name, "has an unknown property \"" + key + "\"");
            }
        }
        if (type == null || extents == null || offsets == null) {
            throw tensor(name, "lacks one of dtype, shape and data_offsets");
        }
        return entry(new TensorInfo(name, type, Shape.of(extents)), offsets);
    }

    private Entry entry(TensorInfo info, long[] offsets) throws CheckpointFormatException {
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw tensor(
                    info.name(), "has data_offsets " + Arrays.toString(offsets) + " where [begin, end] was expected");
        }
        long needed;
        try {
            needed = info.byteSize();
        } catch (ArithmeticException e) {
            throw new CheckpointFormatException(
                    file, "tensor " + info.name() + " has shape " + info.shape() + ", whose size overflows", e);
        }
        if (offsets[1] - offsets[0] != needed) {
            throw tensor(
                    info.name(),
                    "of type " + info.type() + " and shape " + info.shape() + " needs " + needed
                            + " bytes, but data_offsets give it " + (offsets[1] - offsets[0]));
        }
        return new Entry(info, offsets[0], offsets[1]);
    }

    private ElementType type(String name, String spelling) throws CheckpointFormatException {
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(spelling)) {
                return type;
            }
        }
        throw tensor(
                name,
                "has dtype \"" + spelling + "\"; supported are " + Arrays.toString(ElementType.values())
                        + ": convert it to one of these");
    }

    /** Numbers of an array, none of which is negative. */
    private long[] longs(JsonParser parser, String where) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, where);
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
            long value = parser.getLongValue();
            if (value < 0) {
                throw new CheckpointFormatException(file, where + " holds the negative number " + value);
            }
            values.add(value);
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void checkCover(long dataBytes) throws CheckpointFormatException {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        String previous = "the header";
        for (Entry entry : sorted) {
            String name = entry.info().name();
            if (entry.begin() < covered) {
                throw tensor(
                        name,
                        "overlaps tensor " + previous + ": it begins at byte " + entry.begin()
                                + " of the data, before byte " + covered);
            }
            if (entry.begin() > covered) {
                throw tensor(
                        name,
                        "leaves a hole after " + previous + ": it begins at byte " + entry.begin()
                                + " of the data instead of " + covered);
            }
            covered = entry.end();
            previous = name;
        }
        if (covered > dataBytes) {
            throw new CheckpointFormatException(
                    file,
                    "truncated: the header promises " + covered + " bytes of data, the file has " + dataBytes
                            + "; download it again (last tensor: " + previous + ")");
        }
        if (covered < dataBytes) {
            throw new CheckpointFormatException(
                    file,
                    (dataBytes - covered) + " bytes follow the last tensor " + previous
                            + "; the file is damaged, download it again");
        }
    }

    private void expect(@Nullable JsonToken actual, JsonToken expected, String where) throws CheckpointFormatException {
        if (actual != expected) {
            throw new CheckpointFormatException(
                    file, where + " is " + words(actual) + " where " + words(expected) + " was expected");
        }
    }

    private static String words(@Nullable JsonToken token) {
        return token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private CheckpointFormatException tensor(String name, String problem) {
        return new CheckpointFormatException(file, "tensor " + name + " " + problem);
    }
}
