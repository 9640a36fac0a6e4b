package org.prumerge4j.model.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.FileSignature;
import org.prumerge4j.model.tensor.MappedValues;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/**
 * A safetensors file, read by mapping one tensor at a time. The whole header is checked on opening, so that no later
 * access can leave the file.
 */
public final class SafetensorsFile implements TensorSource {
    /** Longest header accepted, the limit of the format's reference implementation. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    /** The length of the header stands in front of it. */
    private static final int LENGTH_BYTES = Long.BYTES;

    private final Path file;
    private final FileChannel channel;
    private final Header header;
    private final long dataStart;
    private final Map<String, TensorInfo> tensors;

    private SafetensorsFile(Path file, FileChannel channel, Header header, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        header.entries().forEach((name, entry) -> infos.put(name, entry.info()));
        this.tensors = Collections.unmodifiableMap(infos);
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws CheckpointFormatException if the file is truncated, damaged or of another format
     * @throws IOException if it cannot be read
     */
    public static SafetensorsFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointFormatException(file, "there is no such file; is the download complete?");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            long headerBytes = headerBytes(file, channel, size);
            ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
            readFully(file, channel, json, LENGTH_BYTES);
            long dataStart = LENGTH_BYTES + headerBytes;
            Header header = Header.parse(file, json.array(), size - dataStart);
            return new SafetensorsFile(file, channel, header, dataStart);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static long headerBytes(Path file, FileChannel channel, long size) throws IOException {
        FileSignature signature = FileSignature.of(file);
        if (signature != FileSignature.SAFETENSORS && signature != FileSignature.UNKNOWN) {
            throw new CheckpointFormatException(file, "is not a safetensors file: it is " + signature.words());
        }
        if (size < LENGTH_BYTES) {
            throw new CheckpointFormatException(
                    file, "has only " + size + " bytes, too few for a safetensors file; download it again");
        }
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, channel, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw new CheckpointFormatException(
                    file,
                    "states a header of " + Long.toUnsignedString(headerBytes) + " bytes, at most " + MAX_HEADER_BYTES
                            + " are accepted; it is damaged or not a safetensors file");
        }
        if (headerBytes > size - LENGTH_BYTES) {
            throw new CheckpointFormatException(
                    file,
                    "truncated: the file is " + size + " bytes, its header alone needs " + (LENGTH_BYTES + headerBytes)
                            + "; download it again");
        }
        return headerBytes;
    }

    private static void readFully(Path file, FileChannel channel, ByteBuffer target, long position) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw new CheckpointFormatException(file, "became shorter while it was read");
            }
        }
    }

    /** The key-value pairs of the header's {@code __metadata__}. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public ByteBuffer bytes(String name) {
        Header.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new NoSuchElementException("there is no tensor " + name + " in " + file);
        }
        return MappedValues.map(channel, file, name, dataStart + entry.begin(), entry.end() - entry.begin());
    }

    @Override
    public String origin(String name) {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
