package org.prumerge4j.model.engine.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.prumerge4j.model.tensor.ElementType;

/** Where a tensor's values lie outside the Java heap; the place may change between runs, never during one. */
public final class Region {
    private static final FloatBuffer NOWHERE = FloatBuffer.allocate(0);
    private static final IntBuffer NO_INTEGERS = IntBuffer.allocate(0);
    private static final ShortBuffer NO_HALVES = ShortBuffer.allocate(0);

    private final ElementType type;
    private long address;
    private int elements;
    private FloatBuffer floats = NOWHERE;
    private IntBuffer integers = NO_INTEGERS;
    private IntBuffer oddIntegers = NO_INTEGERS;
    private ShortBuffer halves = NO_HALVES;

    /** A region of 4-byte values. */
    public Region() {
        this(ElementType.F32);
    }

    /**
     * A region of floats.
     *
     * @param type F32, F16 or BF16
     */
    public Region(ElementType type) {
        if (type != ElementType.F32 && type != ElementType.F16 && type != ElementType.BF16) {
            throw new IllegalArgumentException("the engine computes with F32, F16 and BF16, not with " + type);
        }
        this.type = type;
    }

    /** Points the region at memory that outlives its use. */
    public void place(long newAddress, int newElements) {
        if (newAddress == address && newElements == elements) {
            return;
        }
        address = newAddress;
        elements = newElements;
        ByteBuffer bytes = bytes(newAddress, (long) newElements * type.bytes());
        if (narrow()) {
            halves = bytes.asShortBuffer();
            integers = bytes.asIntBuffer();
            oddIntegers = bytes.position(Short.BYTES)
                    .slice()
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer();
        } else {
            floats = bytes.asFloatBuffer();
            integers = bytes.asIntBuffer();
        }
    }

    private static ByteBuffer bytes(long at, long size) {
        RawBytes pointer = new RawBytes();
        pointer.point(at, size);
        return pointer.asBuffer().order(ByteOrder.nativeOrder());
    }

    /** How values are stored. */
    public ElementType type() {
        return type;
    }

    /** Whether values are stored in 16 bits, and have to be widened before they are computed with. */
    public boolean narrow() {
        return type != ElementType.F32;
    }

    /** Address of the first value. */
    public long address() {
        return address;
    }

    /** Address of a value. */
    public long address(long index) {
        return address + type.bytes() * index;
    }

    /** How many values there are. */
    public int elements() {
        return elements;
    }

    /** The values as floats; nothing in a narrow region. */
    public FloatBuffer floats() {
        return floats;
    }

    /** The same bytes as integers. */
    public IntBuffer integers() {
        return integers;
    }

    /** The values of a narrow region. */
    public ShortBuffer halves() {
        return halves;
    }

    /**
     * Copies values of a narrow region, two to an integer, the first in the lower half.
     *
     * @param first index of the first value
     * @param pairs how many pairs
     */
    public void pairs(int first, int[] to, int pairs) {
        IntBuffer source = (first & 1) == 0 ? integers : oddIntegers;
        source.get(first >> 1, to, 0, pairs);
    }

    /** A pointer without memory of its own. */
    private static final class RawBytes extends BytePointer {
        RawBytes() {
            super((org.bytedeco.javacpp.Pointer) null);
        }

        void point(long newAddress, long newCapacity) {
            address = newAddress;
            limit = newCapacity;
            capacity = newCapacity;
        }
    }
}
