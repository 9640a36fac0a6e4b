package org.prumerge4j.training.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and offsets of a finished segment in a file beside it, so that opening a cache does not visit every entry.
 * It is a convenience: without it, or if it is damaged, the segment itself is gone through.
 */
final class SegmentIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentIndex.class);
    private static final String SUFFIX = ".index";
    private static final long MAGIC = 0x31304958544A3450L; // "P4JTXI01"
    private static final int HEADER_BYTES = 2 * Long.BYTES;
    private static final int ENTRY_BYTES = TokenKey.BYTES + Long.BYTES;

    private SegmentIndex() {}

    static Path fileOf(Path segment) {
        return segment.resolveSibling(segment.getFileName() + SUFFIX);
    }

    /**
     * Writes the index of a segment nothing is added to any more.
     *
     * @param size of the segment in bytes
     */
    static void write(Path segment, long size, Map<TokenKey, Long> entries) throws IOException {
        int checked = Math.addExact(HEADER_BYTES, Math.multiplyExact(entries.size(), ENTRY_BYTES));
        ByteBuffer bytes = ByteBuffer.allocate(checked + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putLong(size);
        entries.forEach((key, offset) -> {
            key.write(bytes);
            bytes.putLong(offset);
        });
        bytes.putInt(EntryFormat.check(bytes, 0, checked));
        new AtomicFiles().writeFile(fileOf(segment), bytes.array());
    }

    /** The index of a segment; null if there is none for a segment of this size, or a damaged one. */
    static @Nullable Map<TokenKey, Long> read(Path segment, long size) throws IOException {
        Path file = fileOf(segment);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int checked = bytes.capacity() - Integer.BYTES;
        if (checked < HEADER_BYTES
                || (checked - HEADER_BYTES) % ENTRY_BYTES != 0
                || bytes.getInt(checked) != EntryFormat.check(bytes, 0, checked)
                || bytes.getLong() != MAGIC
                || bytes.getLong() != size) {
            LOG.warn("{} is damaged or not of its segment; the segment is read instead", file);
            return null;
        }
        Map<TokenKey, Long> entries = new LinkedHashMap<>();
        while (bytes.position() < checked) {
            entries.put(TokenKey.read(bytes), bytes.getLong());
        }
        return entries;
    }
}
