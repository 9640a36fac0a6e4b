package org.prumerge4j.model.execution;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A new float32 array, zero at first, that is written piece by piece straight into the host's memory. Inputs of a training
 * step can take megabytes; made on the Java heap first, they would be most of a step's garbage.
 */
public final class RowWriter {
    private final INDArray array;
    private final FloatBuffer values;

    /** An array of zeros. */
    public RowWriter(long... shape) {
        array = Nd4j.create(DataType.FLOAT, shape);
        values = array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * Writes values one after another.
     *
     * @param at place of the first, counted row by row
     * @param count how many of {@code row} are written, from its first
     */
    public void write(int at, float[] row, int count) {
        values.put(at, row, 0, count);
    }

    /** Writes one value at a place, counted row by row. */
    public void write(int at, float value) {
        values.put(at, value);
    }

    /** The array, for the caller to close. */
    public INDArray array() {
        Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
        return array;
    }
}
