package org.prumerge4j.model.engine.memory;

import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One block of memory outside the heap in which all plans of an executor put their tensors, one plan at a time. It does
 * not count towards JavaCPP's limit, which follows the heap's: a plan's size is known and reported before it runs.
 */
public final class Arena implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private @Nullable Pointer memory;
    private long bytes;

    /**
     * Makes the arena at least as large; what it held is lost if it grows.
     *
     * @throws OutOfMemoryError if the system does not give that much
     */
    public void reserve(long wanted) {
        if (wanted <= bytes) {
            return;
        }
        close();
        Pointer block = Pointer.malloc(wanted + ALIGNMENT);
        if (block == null || block.isNull()) {
            throw new OutOfMemoryError("no memory for a plan of " + wanted
                    + " bytes; shorten the samples or put fewer of them into one batch");
        }
        memory = block;
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
            Pointer.free(memory);
            memory = null;
        }
        bytes = 0;
    }
}
