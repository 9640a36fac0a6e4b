package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes all of every buffer and counts the bytes it was asked to write. */
final class CountingSink implements WritableByteChannel {
    private final WritableByteChannel sink;
    private long attempted;

    CountingSink(WritableByteChannel sink) {
        this.sink = sink;
    }

    /** Bytes handed in so far, those of a write that failed included. */
    long attempted() {
        return attempted;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int size = source.remaining();
        attempted += size;
        while (source.hasRemaining()) {
            sink.write(source);
        }
        return size;
    }

    @Override
    public boolean isOpen() {
        return sink.isOpen();
    }

    /** Leaves the sink open, which whoever opened it closes. */
    @Override
    public void close() {}
}
