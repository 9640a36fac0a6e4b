package org.prumerge4j.experiments.base.learning;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsFile;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.HalfPrecision;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.training.optimizer.TrainableParameter;

/** Weights by name: arrays that graphs read and an optimiser writes, shared by all who train or use them. */
public final class Weights implements TensorSource {
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /**
     * Adds those parameters of a graph that are not there yet.
     *
     * @param initial gives the first values of a parameter, row by row
     */
    public void addMissing(Graph graph, Function<ParameterSpec, float[]> initial) {
        for (ParameterSpec parameter : graph.parameters().values()) {
            if (!arrays.containsKey(parameter.name())) {
                put(parameter.name(), parameter.shape(), initial.apply(parameter));
            }
        }
    }

    /** Sets a weight. */
    public void put(String name, Shape shape, float[] values) {
        INDArray array = arrays.computeIfAbsent(name, key -> Nd4j.createUninitialized(DataType.FLOAT, shape.toArray()));
        shapes.put(name, shape);
        memory(array).put(0, values);
    }

    /** Sets all weights that others have. */
    public void putAll(TensorSource others) {
        others.tensors().forEach((name, info) -> put(name, info.shape(), TensorValues.floats(others, name)));
    }

    /** Forgets the weights whose names begin in the given way. */
    public void remove(String prefix) {
        arrays.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /** All weights of a file written by {@link #save}. */
    public static Weights load(Path file) throws IOException {
        Weights weights = new Weights();
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            weights.putAll(source);
        }
        return weights;
    }

    /** Writes those weights whose names begin in one of the given ways. */
    public void save(Path file, AtomicFiles files, String... prefixes) throws IOException {
        List<OutputTensor> tensors = new ArrayList<>();
        for (String name : arrays.keySet()) {
            if (Stream.of(prefixes).anyMatch(name::startsWith)) {
                tensors.add(new OutputTensor(info(name), () -> bytes(name)));
            }
        }
        new SafetensorsWriter(files).write(file, tensors);
    }

    /** Rounds the weights whose names begin in the given way to what 16 bits hold. */
    public void roundToHalf(String prefix) {
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                FloatBuffer values = memory(array);
                for (int i = 0; i < values.capacity(); i++) {
                    values.put(i, HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(values.get(i))));
                }
            }
        });
    }

    /** The arrays by name, live. */
    public Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The trainable parameters of a graph, for an optimiser. */
    public List<TrainableParameter> parameters(Graph graph) {
        return graph.trainable().stream()
                .map(parameter ->
                        new TrainableParameter(parameter.name(), parameter.shape(), memory(array(parameter.name()))))
                .toList();
    }

    /** Values of a weight, row by row; live. */
    public FloatBuffer values(String name) {
        return memory(array(name));
    }

    static FloatBuffer memory(INDArray array) {
        return array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        arrays.keySet().forEach(name -> infos.put(name, info(name)));
        return infos;
    }

    @Override
    public ByteBuffer bytes(String name) {
        FloatBuffer values = values(name);
        ByteBuffer bytes = ByteBuffer.allocate(values.capacity() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.duplicate().clear());
        return bytes;
    }

    @Override
    public String origin(String name) {
        return "the weights in training";
    }

    private TensorInfo info(String name) {
        return new TensorInfo(name, ElementType.F32, Objects.requireNonNull(shapes.get(name)));
    }

    private INDArray array(String name) {
        INDArray array = arrays.get(name);
        if (array == null) {
            throw new NoSuchElementException("there is no weight " + name);
        }
        return array;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }
}
