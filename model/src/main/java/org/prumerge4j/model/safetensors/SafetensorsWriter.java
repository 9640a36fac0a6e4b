package org.prumerge4j.model.safetensors;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorInfo;

/** Writes safetensors files, one tensor in memory at a time. */
public final class SafetensorsWriter {
    /** The metadata without which some releases of transformers refuse a file. */
    public static final Map<String, String> PYTORCH_METADATA = Map.of("format", "pt");

    private static final int ALIGNMENT = 8;

    private final AtomicFiles files;

    /** A writer whose files appear whole or not at all. */
    public SafetensorsWriter(AtomicFiles files) {
        this.files = files;
    }

    /**
     * Writes a file with {@link #PYTORCH_METADATA}.
     *
     * @throws IllegalArgumentException if two tensors have one name
     * @throws IllegalStateException if a tensor gives another number of bytes than its type and shape need
     */
    public void write(Path file, Iterable<OutputTensor> tensors) throws IOException {
        write(file, tensors, PYTORCH_METADATA);
    }

    /**
     * Writes a file. Wider element types come first, so that every tensor is aligned to its element.
     *
     * @param metadata goes into the header's {@code __metadata__}
     * @throws IllegalArgumentException if two tensors have one name
     * @throws IllegalStateException if a tensor gives another number of bytes than its type and shape need
     */
    public void write(Path file, Iterable<OutputTensor> tensors, Map<String, String> metadata) throws IOException {
        List<OutputTensor> ordered = new ArrayList<>();
        tensors.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(tensor -> -tensor.info().type().bytes()));
        checkNames(ordered);
        byte[] header = header(ordered, metadata);
        files.writeFile(file, channel -> {
            channel.write(ByteBuffer.wrap(header));
            for (OutputTensor tensor : ordered) {
                writeValues(channel, tensor);
            }
        });
    }

    private static void checkNames(List<OutputTensor> tensors) {
        Set<String> names = new HashSet<>();
        for (OutputTensor tensor : tensors) {
            String name = tensor.info().name();
            if (name.equals(Header.METADATA) || !names.add(name)) {
                throw new IllegalArgumentException("two entries of one file would be called " + name);
            }
        }
    }

    private static void writeValues(WritableByteChannel channel, OutputTensor tensor) throws IOException {
        ByteBuffer bytes = tensor.bytes().get().duplicate();
        TensorInfo info = tensor.info();
        if (bytes.remaining() != info.byteSize()) {
            throw new IllegalStateException("tensor " + info.name() + " of type " + info.type() + " and shape "
                    + info.shape() + " needs " + info.byteSize() + " bytes, but gave " + bytes.remaining());
        }
        channel.write(bytes);
    }

    /** The header with its length in front, filled up with spaces so that the data after it is aligned. */
    private static byte[] header(List<OutputTensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = StrictJson.factory().createGenerator(json)) {
            generator.writeStartObject();
            generator.writeObjectFieldStart(Header.METADATA);
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                generator.writeStringField(entry.getKey(), entry.getValue());
            }
            generator.writeEndObject();
            long offset = 0;
            for (OutputTensor tensor : tensors) {
                offset = writeEntry(generator, tensor.info(), offset);
            }
            generator.writeEndObject();
        }
        while (json.size() % ALIGNMENT != 0) {
            json.write(' ');
        }
        return ByteBuffer.allocate(Long.BYTES + json.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.size())
                .put(json.toByteArray())
                .array();
    }

    private static long writeEntry(JsonGenerator generator, TensorInfo info, long begin) throws IOException {
        long end = Math.addExact(begin, info.byteSize());
        generator.writeObjectFieldStart(info.name());
        generator.writeStringField("dtype", info.type().name());
        generator.writeFieldName("shape");
        long[] extents = info.shape().toArray();
        generator.writeArray(extents, 0, extents.length);
        generator.writeFieldName("data_offsets");
        generator.writeArray(new long[] {begin, end}, 0, 2);
        generator.writeEndObject();
        return end;
    }
}
