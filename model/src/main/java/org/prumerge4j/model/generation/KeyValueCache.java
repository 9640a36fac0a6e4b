package org.prumerge4j.model.generation;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;

/** Keys and values of tokens that the decoder has run, by row; zeros where nothing was put. */
final class KeyValueCache implements AutoCloseable {
    private final int rows;
    private final int width;
    private final List<INDArray> keys = new ArrayList<>();
    private final List<INDArray> values = new ArrayList<>();
    private final Map<String, INDArray> inputs = new HashMap<>();

    /** A cache of so many rows. */
    KeyValueCache(DecoderConfig config, int rows) {
        this.rows = rows;
        width = width(config);
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(Nd4j.zeros(DataType.FLOAT, rows, width));
            values.add(Nd4j.zeros(DataType.FLOAT, rows, width));
            inputs.put(CachedDecoderGraph.cachedKeys(layer), keys.get(layer));
            inputs.put(CachedDecoderGraph.cachedValues(layer), values.get(layer));
        }
    }

    private static int width(DecoderConfig config) {
        return config.keyValueHeads() * config.headSize();
    }

    /** Bytes of a row in all layers. */
    static long rowBytes(DecoderConfig config) {
        return 2L * config.layers() * width(config) * Float.BYTES;
    }

    int rows() {
        return rows;
    }

    /** The arrays as inputs of the graph. */
    Map<String, INDArray> inputs() {
        return inputs;
    }

    /** Rows of a run's result and where they go: {@code count} rows from row {@code from} to row {@code to}. */
    record Move(int from, int to, int count) {}

    /** Takes keys and values of a layer out of a run's results. */
    void put(int layer, INDArray newKeys, INDArray newValues, List<Move> moves) {
        put(newKeys, keys.get(layer), moves);
        put(newValues, values.get(layer), moves);
    }

    private void put(INDArray from, INDArray to, List<Move> moves) {
        AffinityManager affinity = Nd4j.getAffinityManager();
        affinity.ensureLocation(from, AffinityManager.Location.HOST);
        FloatBuffer source = memory(from);
        FloatBuffer target = memory(to);
        for (Move move : moves) {
            target.put(move.to * width, source, move.from * width, move.count * width);
        }
        affinity.tagLocation(to, AffinityManager.Location.HOST);
    }

    /** The memory of an array that is nobody's view. */
    static FloatBuffer memory(INDArray array) {
        return array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public void close() {
        keys.forEach(INDArray::close);
        values.forEach(INDArray::close);
    }
}
