package org.prumerge4j.training.llava;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.execution.HostArrays;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.training.optimizer.TrainableParameter;

/** What training changes, as arrays the graph reads and buffers the optimiser writes: both views of one memory. */
public final class TrainableWeights implements TensorSource {
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<String, TensorInfo> infos = new LinkedHashMap<>();

    /**
     * Weights for a graph's trainable parameters.
     *
     * @param initial gives the first values of a parameter, row by row
     */
    public TrainableWeights(List<ParameterSpec> parameters, Function<ParameterSpec, float[]> initial) {
        for (ParameterSpec parameter : parameters) {
            INDArray array =
                    Nd4j.createUninitialized(DataType.FLOAT, parameter.shape().toArray());
            HostArrays.memory(array).put(0, initial.apply(parameter));
            arrays.put(parameter.name(), array);
            infos.put(parameter.name(), new TensorInfo(parameter.name(), ElementType.F32, parameter.shape()));
        }
    }

    /** The arrays by parameter name, live. */
    public Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The same memory as parameters of an optimiser. */
    public List<TrainableParameter> parameters() {
        return arrays.entrySet().stream()
                .map(entry -> new TrainableParameter(
                        entry.getKey(), info(entry.getKey()).shape(), HostArrays.memory(entry.getValue())))
                .toList();
    }

    /**
     * Says that the host's memory has been written, so that a backend with memory of its own copies it before the next
     * run. Costs nothing on a CPU.
     */
    public void changedOnHost() {
        AffinityManager affinity = Nd4j.getAffinityManager();
        arrays.values().forEach(array -> affinity.tagLocation(array, AffinityManager.Location.HOST));
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(infos);
    }

    @Override
    public ByteBuffer bytes(String name) {
        FloatBuffer values = HostArrays.values(array(name));
        ByteBuffer bytes = ByteBuffer.allocate(values.capacity() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.duplicate().clear());
        return bytes;
    }

    @Override
    public String origin(String name) {
        return "the weights in training";
    }

    private TensorInfo info(String name) {
        TensorInfo info = infos.get(name);
        if (info == null) {
            throw new NoSuchElementException("no trained tensor " + name);
        }
        return info;
    }

    private INDArray array(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new NoSuchElementException("no trained tensor " + name);
        }
        return array;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}
