package org.prumerge4j.model.execution;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.tensor.TensorInfo;

/** Arrays over the memory in which a file is mapped: nothing is copied, and nothing may be written. */
final class StoredArrays {
    private StoredArrays() {}

    /**
     * An array whose elements are a tensor's stored values. Processes that map the same file share its pages, which the
     * system drops when memory is short and reads again when they are needed.
     *
     * @param bytes little-endian values from the buffer's position on; kept as long as the array
     * @return null if the values do not lie in memory as an array needs them, or are of a type that graphs do not take
     */
    static @Nullable INDArray of(ByteBuffer bytes, TensorInfo info) {
        DataType type =
                switch (info.type()) {
                    case F32 -> DataType.FLOAT;
                    case F16 -> DataType.FLOAT16;
                    case BF16 -> DataType.BFLOAT16;
                    default -> null;
                };
        if (type == null || !bytes.isDirect() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return null;
        }
        long elements = info.shape().elements();
        // Owned by the array from here on; it keeps the buffer, and with it the mapping.
        BytePointer pointer = new BytePointer(bytes.slice());
        if (elements == 0 || pointer.address() % info.type().bytes() != 0) {
            return null;
        }
        return Nd4j.create(
                Nd4j.createBuffer(pointer, elements, type), info.shape().toArray());
    }
}
