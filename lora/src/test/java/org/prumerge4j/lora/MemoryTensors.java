package org.prumerge4j.lora;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/** Tensors in memory, for tests. */
public final class MemoryTensors implements TensorSource {
    private final Map<String, OutputTensor> outputs = new LinkedHashMap<>();

    /** Adds values in the given type. */
    public MemoryTensors put(String name, ElementType type, Shape shape, float... values) {
        outputs.put(name, TensorValues.output(name, type, shape, values));
        return this;
    }

    /** Adds values that are all different, as F32. */
    public MemoryTensors put(String name, Shape shape) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (name.hashCode() % 97 + i) / 64f;
        }
        return put(name, ElementType.F32, shape, values);
    }

    /** Takes a tensor away. */
    public MemoryTensors remove(String name) {
        outputs.remove(name);
        return this;
    }

    /** Gives a tensor another name. */
    public MemoryTensors rename(String name, String newName) {
        OutputTensor output = outputs.remove(name);
        outputs.put(newName, new OutputTensor(output.info().withName(newName), output.bytes()));
        return this;
    }

    /** What writers take. */
    public Iterable<OutputTensor> outputs() {
        return outputs.values();
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        outputs.forEach((name, output) -> infos.put(name, output.info()));
        return infos;
    }

    @Override
    public ByteBuffer bytes(String name) {
        return outputs.get(name).bytes().get();
    }

    @Override
    public String origin(String name) {
        return "memory";
    }

    @Override
    public void close() {}
}
