package org.prumerge4j.experiments.measure;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/** Weights of zeros: as long to compute with as any others, and no file to read. */
final class BlankWeights implements TensorSource {
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    BlankWeights(Map<String, Shape> shapes) {
        shapes.forEach((name, shape) -> tensors.put(name, new TensorInfo(name, ElementType.F32, shape)));
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public ByteBuffer bytes(String name) {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw new NoSuchElementException("no tensor " + name);
        }
        return ByteBuffer.allocate(Math.toIntExact(info.shape().elements() * Float.BYTES));
    }

    @Override
    public String origin(String name) {
        return "zeros";
    }

    @Override
    public void close() {}
}
