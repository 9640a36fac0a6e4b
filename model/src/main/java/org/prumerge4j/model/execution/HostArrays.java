package org.prumerge4j.model.execution;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Float32 arrays in the host's memory. */
public final class HostArrays {
    private HostArrays() {}

    /** An array's values, row by row: its own memory, or a copy if they do not lie there row by row. */
    public static FloatBuffer values(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
        boolean dense = array.ordering() == 'c'
                && array.offset() == 0
                && array.data().length() == array.length()
                && !array.isView();
        return dense ? memory(array) : FloatBuffer.wrap(array.ravel('c').toFloatVector());
    }

    /** The memory of an array that is nobody's view. */
    public static FloatBuffer memory(INDArray array) {
        return array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
