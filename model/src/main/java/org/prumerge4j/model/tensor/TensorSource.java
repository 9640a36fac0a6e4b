package org.prumerge4j.model.tensor;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Map;

/** Read-only tensors by name: a file, a sharded checkpoint, or a view of several under the model's own names. */
public interface TensorSource extends Closeable {
    /** All tensors, in the order of the source. */
    Map<String, TensorInfo> tensors();

    /**
     * Values as stored: little-endian, row by row without gaps, mapped from the file where its layout allows.
     *
     * @throws java.util.NoSuchElementException if there is no tensor of this name
     */
    ByteBuffer bytes(String name);

    /** Where a tensor is stored, for messages: usually a file. */
    String origin(String name);
}
