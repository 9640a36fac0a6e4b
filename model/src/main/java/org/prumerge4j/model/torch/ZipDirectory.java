package org.prumerge4j.model.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.model.io.CheckpointFormatException;

/**
 * The central directory of a zip archive, read only to learn where stored entries begin, so that they can be mapped.
 * Knows Zip64, for archives of more than 4 GB. Layout: PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16.
 */
final class ZipDirectory {
    static final int LOCAL_SIGNATURE = 0x04034b50;
    static final int CENTRAL_SIGNATURE = 0x02014b50;
    static final int END_SIGNATURE = 0x06054b50;
    static final int LOCAL_BYTES = 30;
    static final int CENTRAL_BYTES = 46;
    static final int END_BYTES = 22;

    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int END64_BYTES = 56;
    private static final int ZIP64_EXTRA = 1;
    private static final long SEE_ZIP64 = 0xffff_ffffL;
    private static final int SEE_ZIP64_SHORT = 0xffff;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int FLAG_ENCRYPTED = 1;
    private static final int MAX_DIRECTORY_BYTES = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long fileSize;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipDirectory(Path file, FileChannel channel, long fileSize) {
        this.file = file;
        this.channel = channel;
        this.fileSize = fileSize;
    }

    /**
     * A stored entry.
     *
     * @param header where its local header begins
     * @param size bytes of content
     */
    record Entry(String name, long header, long size) {}

    /** Where the directory is. */
    private record End(long offset, long size, long count) {}

    static ZipDirectory read(Path file, FileChannel channel) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, channel, channel.size());
        directory.readEntries(directory.findEnd());
        return directory;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Where the content of an entry begins. Its local header may be longer than the directory tells. */
    long dataOffset(Entry entry) throws IOException {
        ByteBuffer local = bytes(entry.header(), LOCAL_BYTES, "entry " + entry.name());
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw damaged("entry " + entry.name() + " is not where the zip directory says");
        }
        int nameBytes = Short.toUnsignedInt(local.getShort(26));
        int extraBytes = Short.toUnsignedInt(local.getShort(28));
        long offset = entry.header() + LOCAL_BYTES + nameBytes + extraBytes;
        if (offset > fileSize - entry.size()) {
            throw damaged(
                    "entry " + entry.name() + " of " + entry.size() + " bytes reaches beyond the end of the file");
        }
        return offset;
    }

    private End findEnd() throws IOException {
        int tailBytes = (int) Math.min(fileSize, END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = bytes(fileSize - tailBytes, tailBytes, "the end of the zip archive");
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE
                    && at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) == tailBytes) {
                return end(tail, at, fileSize - tailBytes + at);
            }
        }
        throw new CheckpointFormatException(
                file,
                "truncated: the zip archive of " + fileSize + " bytes has no directory at its end; download it again");
    }

    private End end(ByteBuffer tail, int at, long position) throws IOException {
        long count = Short.toUnsignedInt(tail.getShort(at + 10));
        long size = Integer.toUnsignedLong(tail.getInt(at + 12));
        long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
        long locator = position - LOCATOR64_BYTES;
        boolean wide = count == SEE_ZIP64_SHORT || size == SEE_ZIP64 || offset == SEE_ZIP64;
        if (!wide || locator < 0) {
            return checked(new End(offset, size, count), position);
        }
        ByteBuffer locator64 = bytes(locator, LOCATOR64_BYTES, "the Zip64 locator");
        if (locator64.getInt(0) != LOCATOR64_SIGNATURE) {
            return checked(new End(offset, size, count), position);
        }
        long end64 = locator64.getLong(8);
        ByteBuffer record = bytes(end64, END64_BYTES, "the Zip64 end of the directory");
        if (record.getInt(0) != END64_SIGNATURE) {
            throw damaged("the Zip64 end of the directory is missing");
        }
        return checked(new End(record.getLong(48), record.getLong(40), record.getLong(32)), end64);
    }

    private End checked(End end, long limit) throws CheckpointFormatException {
        if (end.offset() < 0 || end.size() < 0 || end.offset() > limit - end.size()) {
            throw damaged("the zip directory lies outside the file");
        }
        if (end.size() > MAX_DIRECTORY_BYTES || end.count() < 0 || end.count() > end.size() / CENTRAL_BYTES) {
            throw damaged("the zip directory of " + end.size() + " bytes cannot list " + end.count() + " entries");
        }
        return end;
    }

    private void readEntries(End end) throws IOException {
        ByteBuffer directory = bytes(end.offset(), (int) end.size(), "the zip directory");
        for (long i = 0; i < end.count(); i++) {
            if (directory.remaining() < CENTRAL_BYTES || directory.getInt(directory.position()) != CENTRAL_SIGNATURE) {
                throw damaged("the zip directory ends after " + i + " of " + end.count() + " entries");
            }
            readEntry(directory);
        }
    }

    private void readEntry(ByteBuffer directory) throws CheckpointFormatException {
        int start = directory.position();
        int nameBytes = Short.toUnsignedInt(directory.getShort(start + 28));
        int extraBytes = Short.toUnsignedInt(directory.getShort(start + 30));
        int commentBytes = Short.toUnsignedInt(directory.getShort(start + 32));
        int next = start + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
        if (next > directory.limit()) {
            throw damaged("an entry of the zip directory reaches beyond its end");
        }
        byte[] nameUtf8 = new byte[nameBytes];
        directory.get(start + CENTRAL_BYTES, nameUtf8);
        String name = new String(nameUtf8, StandardCharsets.UTF_8);
        int flags = Short.toUnsignedInt(directory.getShort(start + 8));
        int method = Short.toUnsignedInt(directory.getShort(start + 10));
        if ((flags & FLAG_ENCRYPTED) != 0) {
            throw new CheckpointFormatException(file, "entry " + name + " is encrypted, which PyTorch never does");
        }
        if (method != 0) {
            throw new CheckpointFormatException(
                    file,
                    "entry " + name + " is compressed (method " + method
                            + "); PyTorch stores its entries: save the file again with torch.save");
        }
        long[] wide = {
            Integer.toUnsignedLong(directory.getInt(start + 24)),
            Integer.toUnsignedLong(directory.getInt(start + 20)),
            Integer.toUnsignedLong(directory.getInt(start + 42))
        };
        ByteBuffer extra =
                directory.slice(start + CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
        widen(name, wide, extra);
        add(new Entry(name, wide[2], wide[0]), wide[1]);
        directory.position(next);
    }

    /** Replaces size, stored size and offset, as far as they did not fit 32 bits, by those of the Zip64 field. */
    private void widen(String name, long[] values, ByteBuffer extra) throws CheckpointFormatException {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int size = Short.toUnsignedInt(extra.getShort());
            if (size > extra.remaining()) {
                return;
            }
            ByteBuffer field = extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            extra.position(extra.position() + size);
            if (id == ZIP64_EXTRA) {
                for (int i = 0; i < values.length; i++) {
                    if (values[i] == SEE_ZIP64) {
                        if (field.remaining() < Long.BYTES) {
                            throw damaged("entry " + name + " lacks its Zip64 sizes");
                        }
                        values[i] = field.getLong();
                    }
                }
                return;
            }
        }
    }

    private void add(Entry entry, long storedSize) throws CheckpointFormatException {
        if (entry.size() != storedSize || entry.size() < 0) {
            throw damaged("entry " + entry.name() + " is stored in " + storedSize + " bytes but has " + entry.size());
        }
        if (entry.header() < 0 || entry.header() > fileSize - LOCAL_BYTES) {
            throw damaged("entry " + entry.name() + " begins beyond the end of the file");
        }
        if (entries.put(entry.name(), entry) != null) {
            throw damaged("entry " + entry.name() + " occurs twice");
        }
    }

    private ByteBuffer bytes(long offset, int size, String what) throws IOException {
        if (offset < 0 || offset > fileSize - size) {
            throw damaged(what + " lies outside the file of " + fileSize + " bytes");
        }
        ByteBuffer target = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position()) < 0) {
                throw damaged(what + " was cut off while it was read");
            }
        }
        return target.flip();
    }

    private CheckpointFormatException damaged(String problem) {
        return new CheckpointFormatException(file, problem + "; the file is damaged, download it again");
    }
}
