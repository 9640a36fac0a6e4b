package org.prumerge4j.model.torch;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.tensor.ElementType;

/** PyTorch's storage classes and the names of the element types they hold. */
enum StorageType {
    DOUBLE("DoubleStorage", "float64", ElementType.F64),
    FLOAT("FloatStorage", "float32", ElementType.F32),
    HALF("HalfStorage", "float16", ElementType.F16),
    BFLOAT16("BFloat16Storage", "bfloat16", ElementType.BF16),
    LONG("LongStorage", "int64", ElementType.I64),
    INT("IntStorage", "int32", ElementType.I32),
    SHORT("ShortStorage", "int16", ElementType.I16),
    CHAR("CharStorage", "int8", ElementType.I8),
    BYTE("ByteStorage", "uint8", ElementType.U8),
    BOOL("BoolStorage", "bool", ElementType.BOOL),
    UNTYPED("UntypedStorage", "", null);

    private final String className;
    private final String dtype;
    private final @Nullable ElementType element;

    StorageType(String className, String dtype, @Nullable ElementType element) {
        this.className = className;
        this.dtype = dtype;
        this.element = element;
    }

    /** Name of the class in the module {@code torch}. */
    String className() {
        return className;
    }

    @Nullable
    ElementType element() {
        return element;
    }

    static Optional<StorageType> ofClass(String className) {
        return Arrays.stream(values())
                .filter(type -> type.className.equals(className))
                .findFirst();
    }

    static Optional<StorageType> ofDtype(String dtype) {
        return Arrays.stream(values())
                .filter(type -> type.element != null && type.dtype.equals(dtype))
                .findFirst();
    }

    static Optional<StorageType> ofElement(ElementType element) {
        return Arrays.stream(values()).filter(type -> type.element == element).findFirst();
    }
}
