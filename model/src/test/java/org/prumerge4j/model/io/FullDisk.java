package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A sink on a disk that has only so much room. */
public class FullDisk implements FileSink {
    private final FileSink sink;
    private long free;

    /** Room for so many bytes in this one file. */
    public FullDisk(FileSink sink, long free) {
        this.sink = sink;
        this.free = free;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (source.remaining() > free) {
            throw new IOException("No space left on device");
        }
        int written = sink.write(source);
        free -= written;
        return written;
    }

    @Override
    public void force() throws IOException {
        sink.force();
    }

    @Override
    public boolean isOpen() {
        return sink.isOpen();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
