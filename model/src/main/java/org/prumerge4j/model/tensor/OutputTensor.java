package org.prumerge4j.model.tensor;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A tensor to be written. Its values are asked for when their turn comes, so that a whole checkpoint never has to be in
 * memory.
 *
 * @param info name, type and shape in the file to be written
 * @param bytes gives the values: little-endian, row by row, exactly {@code info.byteSize()} bytes
 */
public record OutputTensor(TensorInfo info, Supplier<ByteBuffer> bytes) {}
