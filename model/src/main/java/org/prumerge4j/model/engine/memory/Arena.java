package org.prumerge4j.model.engine.memory;

import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** One block of memory outside the heap in which all plans of an executor put their tensors, one plan at a time. */
public final class Arena implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private @Nullable BytePointer memory;
    private long bytes;

    /** Makes the arena at least as large; what it held is lost if it grows. */
    public void reserve(long wanted) {
        if (wanted <= bytes) {
            return;
        }
        close();
        memory = new BytePointer(wanted + ALIGNMENT);
        bytes = wanted;
    }

    /** Address of the first byte; changes when the arena grows. */
    public long address() {
        return memory == null ? 0 : (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Size. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
        bytes = 0;
    }
}
