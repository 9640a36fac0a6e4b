package org.prumerge4j.data.index;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;

/**
 * The records of an indexed file, each read from the file when it is asked for.
 *
 * <p>Do not interrupt a thread that reads: like any {@link FileChannel}, the file would be closed for all of them.
 */
public final class IndexedRecords implements InstructionRecords {
    private final InstructionIndex index;
    private final FileChannel channel;

    private IndexedRecords(InstructionIndex index, FileChannel channel) {
        this.index = index;
        this.channel = channel;
    }

    /**
     * Opens the file of an index.
     *
     * @throws InvalidDataException if the file has another size than when it was indexed
     * @throws IOException if the file cannot be opened
     */
    @SuppressWarnings("MustBeClosed") // It is closed with the records.
    public static IndexedRecords open(InstructionIndex index) throws IOException {
        FileChannel channel = FileChannel.open(index.file(), StandardOpenOption.READ);
        if (channel.size() != index.fileSize()) {
            long size = channel.size();
            channel.close();
            throw changed(index.file(), "it had " + index.fileSize() + " bytes and has " + size);
        }
        return new IndexedRecords(index, channel);
    }

    /** What is known about the records without reading them. */
    public InstructionIndex index() {
        return index;
    }

    @Override
    public int size() {
        return index.size();
    }

    /** {@inheritDoc} */
    @Override
    public InstructionRecord get(int number) throws IOException {
        InstructionRecord record = InstructionReader.parse(bytes(number), index.file(), number);
        if (!record.id().equals(index.id(number))) {
            throw changed(index.file(), "record " + number + " was " + index.id(number) + " and is " + record.id());
        }
        return record;
    }

    /** The text of a record as it is in the file, in UTF-8. */
    public byte[] bytes(int number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(index.length(number));
        long offset = index.offset(number);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException(index.file() + " ends inside record " + number + " (id " + index.id(number)
                        + "); it has been cut since it was indexed");
            }
        }
        return bytes.array();
    }

    @Override
    public List<String> ids() {
        return index.ids();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static InvalidDataException changed(Path file, String how) {
        return new InvalidDataException(file + " has changed since it was indexed: " + how + "; start again");
    }
}
