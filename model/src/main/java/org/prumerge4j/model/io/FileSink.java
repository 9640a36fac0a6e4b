package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the bytes of one new file go. */
public interface FileSink extends WritableByteChannel {
    /** Returns when everything written is on the disk. */
    void force() throws IOException;

    /** Opens sinks; the seam at which tests let a disk run full. */
    @FunctionalInterface
    interface Opener {
        /** Creates a file that must not exist. */
        FileSink open(Path file) throws IOException;
    }

    /** A sink into a new file. */
    static FileSink create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new FileSink() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                return channel.write(source);
            }

            @Override
            public void force() throws IOException {
                channel.force(true);
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
