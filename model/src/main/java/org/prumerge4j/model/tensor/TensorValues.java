package org.prumerge4j.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.NoSuchElementException;

/** Values of stored tensors as arrays of 32-bit floats, in both directions. */
public final class TensorValues {
    private TensorValues() {}

    /**
     * Values of a tensor, row by row. F16 and BF16 are widened exactly, F64 is rounded.
     *
     * @throws NoSuchElementException if there is no tensor of this name
     * @throws IllegalArgumentException if it does not hold floating-point numbers, or more than an array holds
     */
    public static float[] floats(TensorSource source, String name) {
        TensorInfo info = info(source, name);
        if (!info.type().floating()) {
            throw new IllegalArgumentException("tensor " + name + " in " + source.origin(name) + " holds " + info.type()
                    + " where floating-point numbers were expected");
        }
        return decode(source.bytes(name), info);
    }

    /**
     * Values as floats, row by row.
     *
     * @param bytes little-endian values from the buffer's position on; the position stays as it is
     * @throws IllegalArgumentException if the tensor does not hold floating-point numbers, or more than an array holds
     */
    public static float[] decode(ByteBuffer bytes, TensorInfo info) {
        long elements = info.shape().elements();
        if (elements > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "tensor " + info.name() + " of " + elements + " elements does not fit an array");
        }
        float[] values = new float[(int) elements];
        decode(bytes, info, values);
        return values;
    }

    /**
     * Values as floats, row by row, written to an array.
     *
     * @param bytes little-endian values from the buffer's position on; the position stays as it is
     * @param values takes as many as it is long
     * @throws IllegalArgumentException if the tensor does not hold floating-point numbers
     */
    public static void decode(ByteBuffer bytes, TensorInfo info, float[] values) {
        switch (info.type()) {
            case F32 ->
                bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            case F16 -> HalfPrecision.f16ToFloats(bytes, values);
            case BF16 -> HalfPrecision.bf16ToFloats(bytes, values);
            case F64 -> {
                DoubleBuffer doubles =
                        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) doubles.get(i);
                }
            }
            default ->
                throw new IllegalArgumentException("tensor " + info.name() + " holds " + info.type()
                        + " where floating-point numbers were expected");
        }
    }

    /**
     * Values as little-endian F32, F16 or BF16, rounded to the nearest.
     *
     * @throws IllegalArgumentException if the type is another, or the bytes exceed 2 GiB
     */
    public static ByteBuffer encode(float[] values, ElementType type) {
        long size = (long) values.length * type.bytes();
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(size + " bytes do not fit a buffer");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> bytes.asFloatBuffer().put(values);
            case F16 -> HalfPrecision.floatsToF16(values, bytes);
            case BF16 -> HalfPrecision.floatsToBf16(values, bytes);
            default -> throw new IllegalArgumentException("values are written as F32, F16 or BF16, not as " + type);
        }
        return bytes;
    }

    /**
     * A tensor to be written from values in memory.
     *
     * @throws IllegalArgumentException if the number of values is not that of the shape
     */
    public static OutputTensor output(String name, ElementType type, Shape shape, float[] values) {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException(
                    "tensor " + name + " of shape " + shape + " was given " + values.length + " values");
        }
        return new OutputTensor(new TensorInfo(name, type, shape), () -> encode(values, type));
    }

    /**
     * A stored tensor to be written under another name and possibly in another type. Nothing is read until its turn
     * comes; bytes are passed through if the type stays.
     *
     * @throws NoSuchElementException if there is no tensor of this name
     */
    public static OutputTensor copy(TensorSource source, String name, String newName, ElementType type) {
        TensorInfo info = info(source, name);
        TensorInfo target = new TensorInfo(newName, type, info.shape());
        return info.type() == type
                ? new OutputTensor(target, () -> source.bytes(name))
                : new OutputTensor(target, () -> encode(floats(source, name), type));
    }

    private static TensorInfo info(TensorSource source, String name) {
        TensorInfo info = source.tensors().get(name);
        if (info == null) {
            throw new NoSuchElementException("there is no tensor " + name);
        }
        return info;
    }
}
