package org.prumerge4j.training.tracking.wandb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * The framing of a {@code .wandb} file: the log format of LevelDB with another header and another checksum. The file is
 * cut into blocks of 32 KiB, counted from its first byte; a record is one chunk, or several when it does not fit into
 * what is left of a block.
 *
 * <pre>
 * file  = header chunk*
 * chunk = checksum (4 bytes) length (2 bytes) type (1 byte) payload      all numbers little-endian
 * </pre>
 *
 * The checksum is CRC-32 of type and payload. A block of which less than a chunk header is left is filled with zeros.
 */
final class TransactionLog implements Closeable {
    static final int BLOCK = 32768;
    static final int CHUNK_HEADER = 7;
    static final byte FULL = 1;
    static final byte FIRST = 2;
    static final byte MIDDLE = 3;
    static final byte LAST = 4;

    /** Identification {@code :W&B}, magic number 0xBEE1, version 0. */
    private static final byte[] FILE_HEADER = {':', 'W', '&', 'B', (byte) 0xe1, (byte) 0xbe, 0};

    private final FileChannel channel;

    private TransactionLog(FileChannel channel) {
        this.channel = channel;
    }

    /** A new file. */
    static TransactionLog create(Path file) throws IOException {
        TransactionLog log =
                new TransactionLog(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        log.write(fileHeader());
        return log;
    }

    /** An existing file, everything from the given length on cut off. */
    static TransactionLog open(Path file, long length) throws IOException {
        TransactionLog log = new TransactionLog(FileChannel.open(file, StandardOpenOption.WRITE));
        log.truncate(length);
        return log;
    }

    static ByteBuffer fileHeader() {
        return ByteBuffer.wrap(FILE_HEADER).asReadOnlyBuffer();
    }

    static int checksum(byte type, ByteBuffer payload) {
        CRC32 checksum = new CRC32();
        checksum.update(type);
        checksum.update(payload.duplicate());
        return (int) checksum.getValue();
    }

    /** Writes a record to the file, or, if that fails, nothing. */
    void append(byte[] record) throws IOException {
        long begin = channel.position();
        try {
            write(chunks(record, begin));
        } catch (IOException e) {
            truncate(begin);
            throw e;
        }
    }

    /** Length of the file, where the next record will begin. */
    long length() throws IOException {
        return channel.position();
    }

    /** Cuts off everything from the given length on. */
    void truncate(long length) throws IOException {
        channel.truncate(length);
        channel.position(length);
    }

    /** Waits until everything is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer chunks(byte[] record, long begin) {
        int most = record.length / (BLOCK - CHUNK_HEADER) + 2;
        ByteBuffer out =
                ByteBuffer.allocate(record.length + most * 2 * CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rest = ByteBuffer.wrap(record);
        boolean first = true;
        do {
            int left = BLOCK - (int) ((begin + out.position()) % BLOCK);
            if (left < CHUNK_HEADER) {
                out.put(new byte[left]);
                left = BLOCK;
            }
            int length = Math.min(rest.remaining(), left - CHUNK_HEADER);
            boolean last = length == rest.remaining();
            ByteBuffer payload = rest.slice(rest.position(), length);
            byte type = first ? (last ? FULL : FIRST) : (last ? LAST : MIDDLE);
            out.putInt(checksum(type, payload))
                    .putShort((short) length)
                    .put(type)
                    .put(payload);
            rest.position(rest.position() + length);
            first = false;
        } while (rest.hasRemaining());
        return out.flip();
    }
}
