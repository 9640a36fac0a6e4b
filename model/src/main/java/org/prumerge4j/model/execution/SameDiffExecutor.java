package org.prumerge4j.model.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.Dropout;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.InputSpec;
import org.prumerge4j.model.graph.ParameterSpec;

/**
 * Runs a graph with SameDiff's own session: slow and plain, the oracle of everything faster.
 *
 * <p>SameDiff leaves intermediate arrays to the garbage collector, which does not see their memory outside the heap;
 * so every few runs this executor asks for a collection.
 */
public final class SameDiffExecutor implements GraphExecutor {
    private static final int RUNS_BETWEEN_COLLECTIONS = 20;
    /** The name under which SameDiff keeps the backward graph. */
    private static final String GRADIENT_FUNCTION = "grad";

    private final Graph graph;
    private final Map<String, INDArray> parameters;
    private final List<INDArray> widened = new ArrayList<>();
    private final List<String> trainable;
    private int runs;

    /**
     * An executor of a graph.
     *
     * @param parameters arrays by parameter name; those of 16 bits are widened here and now; more than the graph needs
     *     may be given
     * @throws IllegalArgumentException if a parameter is missing or has another shape than declared
     */
    public SameDiffExecutor(Graph graph, Map<String, INDArray> parameters) {
        this.graph = graph;
        this.parameters = ParameterBinding.bind(graph, parameters, array -> null);
        this.parameters.replaceAll((name, array) -> wide(array));
        this.trainable = graph.trainable().stream().map(ParameterSpec::name).toList();
    }

    private INDArray wide(INDArray array) {
        if (array.dataType() != DataType.FLOAT16 && array.dataType() != DataType.BFLOAT16) {
            return array;
        }
        INDArray copy = array.castTo(DataType.FLOAT);
        widened.add(copy);
        return copy;
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> inputs, List<String> outputs) {
        collectNowAndThen();
        return graph.sameDiff().output(placeholders(inputs), outputs);
    }

    @Override
    public Gradients gradients(Map<String, INDArray> inputs, List<String> outputs) {
        if (graph.loss() == null) {
            throw new IllegalStateException("the graph has no loss, so it has no gradients");
        }
        collectNowAndThen();
        SameDiff sameDiff = graph.sameDiff();
        if (sameDiff.getFunction(GRADIENT_FUNCTION) == null) {
            SilencedOutput.during(() -> {
                sameDiff.createGradFunction(trainable.toArray(String[]::new));
                return graph;
            });
        }
        OutAndGrad result = sameDiff.calculateGradientsAndOutputs(placeholders(inputs), outputs, trainable);
        return new Gradients(result.getOutputs(), result.getGradients());
    }

    @Override
    public Map<String, INDArray> gradients(Map<String, INDArray> inputs, List<String> outputs, GradientReader reader) {
        Gradients all = gradients(inputs, outputs);
        all.gradients().forEach((name, gradient) -> {
            reader.read(name, HostArrays.values(gradient));
            gradient.close();
        });
        return all.outputs();
    }

    private Map<String, INDArray> placeholders(Map<String, INDArray> inputs) {
        Map<String, INDArray> all = new HashMap<>(parameters);
        for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
            InputSpec declared = graph.inputs().get(input.getKey());
            if (declared == null) {
                throw new IllegalArgumentException("the graph has no input " + input.getKey() + "; it has "
                        + graph.inputs().keySet());
            }
            all.put(input.getKey(), input.getValue());
        }
        INDArray draw = inputs.get(GraphBuilder.DRAW);
        if (draw != null) {
            long number = ((long) draw.getInt(0) << Integer.SIZE) | Integer.toUnsignedLong(draw.getInt(1));
            graph.dropouts().forEach(dropout -> {
                INDArray like = inputs.get(dropout.rowsOf());
                if (like != null) {
                    all.put(dropout.mask(), mask(dropout, number, Math.toIntExact(like.size(0))));
                }
            });
        }
        return all;
    }

    private static INDArray mask(Dropout dropout, long draw, int rows) {
        float[] factors = new float[Math.multiplyExact(rows, dropout.columns())];
        dropout.pattern().factors(draw, 0, factors, factors.length);
        return Nd4j.createFromArray(factors).reshape(rows, dropout.columns());
    }

    private void collectNowAndThen() {
        if (++runs % RUNS_BETWEEN_COLLECTIONS == 0) {
            System.gc();
        }
    }

    @Override
    public void close() {
        // Other parameters belong to the caller; SameDiff has nothing that can be closed.
        widened.forEach(INDArray::close);
    }
}
