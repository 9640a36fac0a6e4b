package org.prumerge4j.training.tracking.wandb;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the records of a {@code .wandb} file one after the other, also while it is being written. */
final class TransactionLogReader implements Closeable {
    private static final int LENGTH_MASK = 0xffff;

    private final FileChannel channel;
    private long position;

    private TransactionLogReader(FileChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    /**
     * Opens a file at its first record.
     *
     * @throws IOException if it does not begin as a {@code .wandb} file does
     */
    static TransactionLogReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        ByteBuffer expected = TransactionLog.fileHeader();
        TransactionLogReader reader = new TransactionLogReader(channel, expected.remaining());
        ByteBuffer header = reader.read(0, expected.remaining(), channel.size());
        if (header == null || !header.equals(expected)) {
            channel.close();
            throw new IOException(file + " is not a W&B run file: it does not begin with ':W&B', 0xBEE1 and version 0");
        }
        return reader;
    }

    /** The next record, if it is whole, lies before {@code limit} and has the right checksums; else {@code null}. */
    byte @Nullable [] next(long limit) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        long at = position;
        byte type = 0;
        while (type != TransactionLog.FULL && type != TransactionLog.LAST) {
            int left = TransactionLog.BLOCK - (int) (at % TransactionLog.BLOCK);
            at += left < TransactionLog.CHUNK_HEADER ? left : 0;
            ByteBuffer header = read(at, TransactionLog.CHUNK_HEADER, limit);
            if (header == null) {
                return null;
            }
            int checksum = header.getInt();
            int length = header.getShort() & LENGTH_MASK;
            boolean begins = type == 0;
            type = header.get();
            ByteBuffer payload = read(at + TransactionLog.CHUNK_HEADER, length, limit);
            boolean opening = type == TransactionLog.FULL || type == TransactionLog.FIRST;
            if (payload == null || begins != opening || TransactionLog.checksum(type, payload) != checksum) {
                return null;
            }
            byte[] part = new byte[length];
            payload.get(part);
            record.writeBytes(part);
            at += TransactionLog.CHUNK_HEADER + length;
        }
        position = at;
        return record.toByteArray();
    }

    /** Where the next record begins. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private @Nullable ByteBuffer read(long at, int length, long limit) throws IOException {
        if (at + length > limit) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }
}
