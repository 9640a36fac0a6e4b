package org.prumerge4j.training.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A segment of this process's own. An entry counts as soon as all of it is in the file and its checksums agree. */
final class SegmentWriter implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final Map<TokenKey, Long> entries = new LinkedHashMap<>();
    private long length;

    /** Begins a segment. */
    SegmentWriter(Path folder, String identity) throws IOException {
        // Nothing but the name is random: no result depends on it.
        long random = ThreadLocalRandom.current().nextLong();
        this.file = folder.resolve(SegmentFormat.name(System.currentTimeMillis(), random));
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        append(SegmentFormat.header(identity));
    }

    Path file() {
        return file;
    }

    long length() {
        return length;
    }

    /** Appends an entry; returns its offset. If that fails, what was written of it is taken back. */
    long append(TokenKey key, ByteBuffer entry) throws IOException {
        long offset = length;
        append(entry);
        entries.put(key, offset);
        return offset;
    }

    private void append(ByteBuffer bytes) throws IOException {
        try {
            long at = length;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            length = at;
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
    }

    private void takeBack(IOException failure) {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Flushes the segment to the disk and writes its index. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.force(true);
            SegmentIndex.write(file, length, entries);
        }
    }
}
