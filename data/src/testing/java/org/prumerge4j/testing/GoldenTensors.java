package org.prumerge4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tensors of a small safetensors file, read whole; written apart from the product's reader so as to check it. */
public final class GoldenTensors {
    private final Path file;
    private final JsonNode header;
    private final ByteBuffer data;

    private GoldenTensors(Path file, JsonNode header, ByteBuffer data) {
        this.file = file;
        this.header = header;
        this.data = data;
    }

    static GoldenTensors read(Path file) {
        try {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int headerLength = Math.toIntExact(all.getLong(0));
            String json = new String(all.array(), 8, headerLength, StandardCharsets.UTF_8);
            ByteBuffer data = all.slice(8 + headerLength, all.capacity() - 8 - headerLength)
                    .order(ByteOrder.LITTLE_ENDIAN);
            return new GoldenTensors(file, new ObjectMapper().readTree(json), data);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    /** Names of the tensors, in the order of the file. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        header.fieldNames().forEachRemaining(name -> {
            if (!name.equals("__metadata__")) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return header.has(name);
    }

    /** Extents of a tensor. */
    public long[] shape(String name) {
        JsonNode shape = entry(name).get("shape");
        long[] extents = new long[shape.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = shape.get(i).asLong();
        }
        return extents;
    }

    /** Values of an F32 tensor, row by row. */
    public float[] floats(String name) {
        ByteBuffer bytes = bytes(name, "F32");
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** Values of an I64 tensor, row by row. */
    public long[] longs(String name) {
        ByteBuffer bytes = bytes(name, "I64");
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    private ByteBuffer bytes(String name, String type) {
        JsonNode entry = entry(name);
        if (!entry.get("dtype").asText().equals(type)) {
            throw new IllegalArgumentException(name + " in " + file + " is " + entry.get("dtype") + ", not " + type);
        }
        int begin = entry.get("data_offsets").get(0).asInt();
        int end = entry.get("data_offsets").get(1).asInt();
        return data.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
    }

    private JsonNode entry(String name) {
        JsonNode entry = header.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no tensor " + name + " in " + file);
        }
        return entry;
    }
}
