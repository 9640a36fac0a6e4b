package org.prumerge4j.model.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;

/** A tensor as a strided view of a storage. */
final class TensorView {
    /** Most elements a storage may have; also keeps every product below from overflowing. */
    private static final long MAX_ELEMENTS = 1L << 40;

    private final Storage storage;
    private final ElementType type;
    private final long offset;
    private final Shape shape;
    private final long[] strides;

    /**
     * A view that stays inside its storage.
     *
     * @param storage the values
     * @param type element type
     * @param offset of the first element in the storage, in elements
     * @param shape extents
     * @param strides distance of neighbours along each axis, in elements
     * @throws IllegalArgumentException saying what leaves the storage
     */
    TensorView(Storage storage, ElementType type, long offset, Shape shape, long[] strides) {
        this.storage = storage;
        this.type = type;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides.clone();
        check();
    }

    private void check() {
        long available = storage.type() == StorageType.UNTYPED ? storage.elements() / type.bytes() : storage.elements();
        if (shape.rank() != strides.length) {
            throw new IllegalArgumentException("has shape " + shape + " but " + strides.length + " strides");
        }
        try {
            long last = offset;
            for (int axis = 0; axis < strides.length; axis++) {
                if (strides[axis] < 0) {
                    throw new IllegalArgumentException("has the negative stride " + strides[axis]);
                }
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape.size(axis) - 1), strides[axis]));
            }
            long elements = shape.elements();
            if (offset < 0
                    || offset > available
                    || available > MAX_ELEMENTS
                    || (elements > 0 && last >= available)
                    || elements > available) {
                throw new IllegalArgumentException("of shape " + shape + ", strides " + Arrays.toString(strides)
                        + " and offset " + offset + " does not fit its storage of " + available + " elements");
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("of shape " + shape + " is too large", e);
        }
    }

    Storage storage() {
        return storage;
    }

    ElementType type() {
        return type;
    }

    Shape shape() {
        return shape;
    }

    /** Whether the values stand row by row without gaps. */
    boolean contiguous() {
        long expected = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            if (shape.size(axis) != 1 && strides[axis] != expected) {
                return shape.elements() == 0;
            }
            expected *= shape.size(axis);
        }
        return true;
    }

    /** First byte of the view in its storage. */
    long begin() {
        return offset * type.bytes();
    }

    /** Bytes of the storage from the first element of the view to its last, gaps included. */
    long span() {
        if (shape.elements() == 0) {
            return 0;
        }
        long last = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            last += (shape.size(axis) - 1) * strides[axis];
        }
        return (last + 1) * type.bytes();
    }

    /** Copies the values row by row out of the bytes from {@link #begin()} on. */
    ByteBuffer gather(ByteBuffer source) {
        int width = type.bytes();
        long size = Math.multiplyExact(shape.elements(), width);
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException("a strided tensor of " + size + " bytes cannot be made contiguous");
        }
        ByteBuffer target = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[strides.length];
        long position = 0;
        while (target.hasRemaining()) {
            target.put(target.position(), source, Math.toIntExact(position * width), width);
            target.position(target.position() + width);
            position += advance(index);
        }
        return target.flip();
    }

    /** Counts the index up by one, last axis first, and returns how far the element moves in the storage. */
    private long advance(long[] index) {
        long moved = 0;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            if (++index[axis] < shape.size(axis)) {
                return moved + strides[axis];
            }
            moved -= (shape.size(axis) - 1) * strides[axis];
            index[axis] = 0;
        }
        return moved;
    }
}
