package org.prumerge4j.model.tensor;

/**
 * What a tensor is, without its values.
 *
 * @param name name in its file or in the model
 * @param type element type as stored
 * @param shape extents, outermost first
 */
public record TensorInfo(String name, ElementType type, Shape shape) {
    /** Bytes the values take, row by row without gaps. */
    public long byteSize() {
        return Math.multiplyExact(shape.elements(), type.bytes());
    }

    /** The same tensor under another name. */
    public TensorInfo withName(String newName) {
        return new TensorInfo(newName, type, shape);
    }
}
