package org.prumerge4j.model.execution;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * Parameters of a graph as arrays: float32 copies of what a checkpoint holds, or the mapped file itself.
 *
 * <p>Frozen matrices of a large model are used where they lie, in the type they are stored in, and widened as they are
 * multiplied. Those of a small model are widened once, which costs little memory and saves the widening at every use.
 */
public final class ParameterArrays {
    /** Parameters that take less than this as float32 are loaded. */
    public static final long LOADED_BELOW_BYTES = 256L << 20;

    private ParameterArrays() {}

    /**
     * Loads the parameters of one role; see {@link #LOADED_BELOW_BYTES}.
     *
     * @param source holds tensors under canonical names; has to stay open as long as the arrays
     * @return arrays by parameter name, for the caller to close; those of frozen parameters must not be written
     * @throws NoSuchElementException if the source lacks a parameter
     * @throws IllegalArgumentException if a tensor has another shape than the graph declares
     */
    public static Map<String, INDArray> load(Graph graph, ParameterRole role, TensorSource source) {
        return load(graph, role, source, LOADED_BELOW_BYTES);
    }

    /**
     * Loads the parameters of one role.
     *
     * @param source holds tensors under canonical names; has to stay open as long as the arrays
     * @param loadedBelowBytes size as float32 from which on frozen matrices are used where they are mapped
     * @return arrays by parameter name, for the caller to close; those of frozen parameters must not be written
     * @throws NoSuchElementException if the source lacks a parameter
     * @throws IllegalArgumentException if a tensor has another shape than the graph declares
     */
    public static Map<String, INDArray> load(
            Graph graph, ParameterRole role, TensorSource source, long loadedBelowBytes) {
        List<ParameterSpec> wanted = graph.parameters().values().stream()
                .filter(parameter -> parameter.role() == role)
                .toList();
        long bytes = wanted.stream()
                .mapToLong(parameter -> Float.BYTES * parameter.shape().elements())
                .sum();
        boolean asStored = role == ParameterRole.FROZEN && bytes >= loadedBelowBytes;
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec parameter : wanted) {
            arrays.put(parameter.name(), array(parameter, source, asStored));
        }
        return arrays;
    }

    /**
     * Loads one parameter as float32.
     *
     * @param source holds tensors under canonical names
     * @throws NoSuchElementException if graph or source lack the parameter
     * @throws IllegalArgumentException if the tensor has another shape than the graph declares
     */
    public static INDArray load(Graph graph, String name, TensorSource source) {
        ParameterSpec parameter = graph.parameters().get(name);
        if (parameter == null) {
            throw new NoSuchElementException("the graph has no parameter " + name);
        }
        return array(parameter, source, false);
    }

    private static INDArray array(ParameterSpec parameter, TensorSource source, boolean asStored) {
        TensorInfo stored = source.tensors().get(parameter.name());
        if (stored == null) {
            throw new NoSuchElementException("no tensor " + parameter.name() + " in the checkpoint");
        }
        if (!stored.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(parameter.name() + " in " + source.origin(parameter.name()) + " is "
                    + stored.shape() + ", but the configuration asks for " + parameter.shape());
        }
        boolean matrix = parameter.shape().rank() == 2;
        ByteBuffer bytes = asStored && matrix ? source.bytes(parameter.name()) : null;
        @Nullable INDArray mapped = bytes == null ? null : StoredArrays.of(bytes, stored);
        if (mapped != null) {
            return mapped;
        }
        float[] values = TensorValues.floats(source, parameter.name());
        return Nd4j.createFromArray(values).reshape(parameter.shape().toArray());
    }
}
