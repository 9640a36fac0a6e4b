package org.prumerge4j.training.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A segment as readers see it; another process may be appending to it. Several threads may read entries. */
final class Segment implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);
    private static final int ATTEMPTS = 2;

    private final Path file;
    private final ByteBuffer expectedHeader;
    private FileChannel channel;
    private boolean checked;
    private boolean foreign;
    private boolean complained;
    private long scanned;

    /** Is told of every entry of a segment. */
    @FunctionalInterface
    interface Listener {
        void entry(TokenKey key, long offset);
    }

    /**
     * Opens a segment.
     *
     * @param identity hash of the identity it has to be of
     */
    Segment(Path file, String identity) throws IOException {
        this.file = file;
        this.expectedHeader = SegmentFormat.header(identity);
        this.channel = open(file);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    Path file() {
        return file;
    }

    /** Tells of the entries that have come since the last time; nothing is told of a segment of another identity. */
    synchronized void scan(Listener listener) throws IOException {
        if (foreign || !(checked || headerIsThere())) {
            return;
        }
        long size = channel().size();
        if (scanned == SegmentFormat.HEADER_BYTES) {
            Map<TokenKey, Long> index = SegmentIndex.read(file, size);
            if (index != null) {
                index.forEach(listener::entry);
                scanned = size;
            }
        }
        while (scanned < size) {
            EntryFormat.Header header = EntryFormat.header(read(scanned, EntryFormat.HEADER_BYTES));
            if (header == null || scanned + header.entryBytes() > size) {
                // The end of what a process has written, or of what a killed one has left; it may become more.
                complain(size - scanned);
                return;
            }
            listener.entry(header.key(), scanned);
            scanned += header.entryBytes();
        }
    }

    private boolean headerIsThere() throws IOException {
        ByteBuffer header = read(0, SegmentFormat.HEADER_BYTES);
        if (header.remaining() < SegmentFormat.HEADER_BYTES) {
            return false;
        }
        checked = true;
        scanned = SegmentFormat.HEADER_BYTES;
        foreign = !header.equals(expectedHeader);
        if (foreign) {
            LOG.warn("{} is no segment of this feature cache, or its beginning is damaged; it is not used", file);
        }
        return !foreign;
    }

    private void complain(long bytes) {
        if (!complained) {
            complained = true;
            LOG.info("{}: {} bytes at its end are no complete entry (yet); they are not used", file, bytes);
        }
    }

    /** The tokens of a key at an offset; null if they are not there, or damaged. */
    @Nullable
    ReducedTokens read(TokenKey key, long offset) throws IOException {
        EntryFormat.Header header = EntryFormat.header(read(offset, EntryFormat.HEADER_BYTES));
        if (header == null || !header.key().equals(key)) {
            return null;
        }
        return EntryFormat.decode(key, read(offset, header.entryBytes()));
    }

    /** Fewer bytes at the end of the file. */
    private ByteBuffer read(long offset, int count) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
            FileChannel from = channel();
            try {
                while (bytes.hasRemaining()) {
                    if (from.read(bytes, offset + bytes.position()) < 0) {
                        break;
                    }
                }
                return bytes.flip();
            } catch (ClosedChannelException e) {
                // Interrupting a thread that reads closes the channel for all others too.
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private synchronized FileChannel channel() throws IOException {
        if (!channel.isOpen()) {
            channel = open(file);
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
