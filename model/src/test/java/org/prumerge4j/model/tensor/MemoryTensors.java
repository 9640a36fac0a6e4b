package org.prumerge4j.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** Tensors in memory, for tests. */
public final class MemoryTensors implements TensorSource {
    private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
    private final Map<String, OutputTensor> tensors = new LinkedHashMap<>();

    /** A source of the given tensors. */
    public static MemoryTensors of(OutputTensor... given) {
        MemoryTensors source = new MemoryTensors();
        for (OutputTensor tensor : given) {
            source.infos.put(tensor.info().name(), tensor.info());
            source.tensors.put(tensor.info().name(), tensor);
        }
        return source;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return infos;
    }

    @Override
    public ByteBuffer bytes(String name) {
        OutputTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new NoSuchElementException(name);
        }
        return tensor.bytes().get().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String origin(String name) {
        return "memory";
    }

    @Override
    public void close() {}
}
