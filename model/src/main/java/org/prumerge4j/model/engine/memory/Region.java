package org.prumerge4j.model.engine.memory;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** Where a tensor's values lie outside the Java heap; the place may change between runs, never during one. */
public final class Region {
    private static final FloatBuffer NOWHERE = FloatBuffer.allocate(0);
    private static final IntBuffer NO_INTEGERS = IntBuffer.allocate(0);

    private long address;
    private int elements;
    private FloatBuffer floats = NOWHERE;
    private IntBuffer integers = NO_INTEGERS;

    /** Points the region at memory that outlives its use. */
    public void place(long newAddress, int newElements) {
        if (newAddress == address && newElements == elements) {
            return;
        }
        address = newAddress;
        elements = newElements;
        RawFloats pointer = new RawFloats();
        pointer.point(newAddress, newElements);
        floats = pointer.asBuffer();
        integers = pointer.asByteBuffer().asIntBuffer();
    }

    /** Address of the first value. */
    public long address() {
        return address;
    }

    /** Address of a value. */
    public long address(long index) {
        return address + Float.BYTES * index;
    }

    /** How many 4-byte values there are. */
    public int elements() {
        return elements;
    }

    /** The values as floats. */
    public FloatBuffer floats() {
        return floats;
    }

    /** The same bytes as integers. */
    public IntBuffer integers() {
        return integers;
    }

    /** A pointer without memory of its own. */
    private static final class RawFloats extends FloatPointer {
        RawFloats() {
            super((org.bytedeco.javacpp.Pointer) null);
        }

        void point(long newAddress, long newCapacity) {
            address = newAddress;
            limit = newCapacity;
            capacity = newCapacity;
        }
    }
}
