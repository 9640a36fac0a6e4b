package org.prumerge4j.model.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Mapping of ranges of a file. */
public final class MappedValues {
    private MappedValues() {}

    /**
     * Maps a range of a file, read-only and little-endian.
     *
     * @param tensor whose values it holds, for messages
     * @throws IllegalArgumentException if the range exceeds 2 GiB, the most that can be mapped at once
     * @throws UncheckedIOException if the file cannot be mapped
     */
    public static ByteBuffer map(FileChannel channel, Path file, String tensor, long begin, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("tensor " + tensor + " in " + file + " has " + size
                    + " bytes; tensors of more than 2 GiB cannot be mapped: split it");
        }
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, size).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read tensor " + tensor + " of " + file + ": " + e.getMessage(), e);
        }
    }
}
