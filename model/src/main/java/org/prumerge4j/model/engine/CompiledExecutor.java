package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.memory.Arena;
import org.prumerge4j.model.engine.parallel.Workers;
import org.prumerge4j.model.execution.GradientReader;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.ParameterBinding;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.InputSpec;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.ElementType;

/**
 * Runs a graph from plans, one for each set of input shapes and wanted outputs, compiled when first needed.
 *
 * <p>All plans share one arena, which grows to the largest and is given back by {@link #close}. Used by one thread at a
 * time. While one exists, OpenBLAS uses no threads of its own in this process.
 */
public final class CompiledExecutor implements GraphExecutor {
    /** Plans kept; a plan is small next to what it runs on. */
    private static final int PLANS = 64;

    private final Graph graph;
    private final Map<String, INDArray> parameters;
    private Mode mode;
    private final Compiler compiler;
    private final Workers workers;
    private final Arena arena = new Arena();
    private final List<INDArray> constants = new ArrayList<>();
    private final Map<Key, Plan> plans = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Plan> eldest) {
            return size() > PLANS;
        }
    };
    private @Nullable Plan last;

    /** How plans are run. */
    public enum Mode {
        /** As fast as they go. */
        FAST,
        /** Each kernel timed, see {@link #report}. */
        TIMED,
        /** Memory that nobody should need any more is overwritten with NaN, so that a plan that errs shows it. */
        POISONED
    }

    private record Key(List<String> outputs, Purpose purpose, Map<String, List<Long>> shapes) {}

    /** An executor with a thread for each processor. See {@link #CompiledExecutor(Graph, Map, int, Mode)}. */
    public CompiledExecutor(Graph graph, Map<String, INDArray> parameters) {
        this(graph, parameters, Runtime.getRuntime().availableProcessors(), Mode.FAST);
    }

    /**
     * An executor.
     *
     * @param parameters arrays by parameter name, row by row, float32, those of frozen parameters also float16 or
     *     bfloat16; more than needed may be given
     * @param threads threads that share a kernel's work, the caller's among them
     * @throws IllegalArgumentException if a parameter is missing or has another shape than declared
     */
    public CompiledExecutor(Graph graph, Map<String, INDArray> parameters, int threads, Mode mode) {
        this.graph = graph;
        this.parameters = ParameterBinding.bind(
                graph, parameters, array -> isPlain(array) ? null : "is not an array that lies row by row");
        this.mode = mode;
        this.compiler = new Compiler(graph, types(graph, this.parameters), this::placeConstant);
        this.workers = new Workers(threads);
    }

    private static Map<String, ElementType> types(Graph graph, Map<String, INDArray> parameters) {
        Map<String, ElementType> types = new HashMap<>();
        parameters.forEach((name, array) -> {
            ElementType type =
                    switch (array.dataType()) {
                        case FLOAT -> ElementType.F32;
                        case HALF -> ElementType.F16;
                        case BFLOAT16 -> ElementType.BF16;
                        default ->
                            throw new IllegalArgumentException(name + " is " + array.dataType()
                                    + "; parameters are float32, or float16 or bfloat16 if they are frozen");
                    };
            types.put(name, type);
        });
        for (ParameterSpec trained : graph.trainable()) {
            if (types.get(trained.name()) != ElementType.F32) {
                throw new IllegalArgumentException(
                        trained.name() + " is " + types.get(trained.name()) + "; trained parameters are float32");
            }
        }
        return types;
    }

    /** Whether the elements lie one after another, row by row. */
    private static boolean isPlain(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return true;
    }

    private void placeConstant(Tensor tensor, INDArray values) {
        INDArray copy = values.castTo(DataType.FLOAT).dup('c');
        constants.add(copy);
        place(tensor, copy);
    }

    private static void place(Tensor tensor, INDArray array) {
        tensor.region().place(address(array), Math.toIntExact(array.length()));
    }

    private static long address(INDArray array) {
        return array.data().addressPointer().address();
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> inputs, List<String> outputs) {
        Plan plan = execute(inputs, outputs, Purpose.VALUES, null);
        return outputs(plan, outputs);
    }

    @Override
    public Gradients gradients(Map<String, INDArray> inputs, List<String> outputs) {
        requireLoss();
        Plan plan = execute(inputs, outputs, Purpose.GRADIENTS, null);
        Map<String, INDArray> gradients = new HashMap<>();
        for (ParameterSpec parameter : graph.trainable()) {
            Tensor tensor = plan.gradients().get(parameter.name());
            if (tensor != null) {
                gradients.put(parameter.name(), copy(tensor, parameter.shape().toArray()));
            }
        }
        return new Gradients(outputs(plan, outputs), gradients);
    }

    @Override
    public Map<String, INDArray> gradients(Map<String, INDArray> inputs, List<String> outputs, GradientReader reader) {
        requireLoss();
        Plan plan = execute(inputs, outputs, Purpose.READ_GRADIENTS, reader);
        return outputs(plan, outputs);
    }

    /**
     * Compiles the plan of {@link #gradients(Map, List, GradientReader)} for these inputs without running it, so that its
     * memory is known beforehand.
     */
    public PlanReport plan(Map<String, INDArray> inputs, List<String> outputs) {
        requireLoss();
        return plan(inputs, outputs, Purpose.READ_GRADIENTS).report();
    }

    private void requireLoss() {
        if (graph.loss() == null) {
            throw new IllegalStateException("the graph has no loss, so it has no gradients");
        }
    }

    private static Map<String, INDArray> outputs(Plan plan, List<String> names) {
        Map<String, INDArray> results = new HashMap<>();
        for (String name : names) {
            Tensor tensor = plan.output(name);
            long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
            results.put(name, copy(tensor, shape));
        }
        return results;
    }

    private static INDArray copy(Tensor tensor, long[] shape) {
        INDArray array =
                shape.length == 0 ? Nd4j.scalar(DataType.FLOAT, 0) : Nd4j.createUninitialized(DataType.FLOAT, shape);
        try (Pointer to = new Raw(address(array));
                Pointer from = new Raw(tensor.region().address())) {
            Pointer.memcpy(to, from, (long) tensor.size() * Float.BYTES);
        }
        return array;
    }

    private Plan execute(
            Map<String, INDArray> inputs, List<String> outputs, Purpose purpose, @Nullable GradientReader reader) {
        Map<String, INDArray> plain = new HashMap<>();
        List<INDArray> copies = new ArrayList<>();
        inputs.forEach((name, array) -> plain.put(name, plain(name, array, copies)));
        Plan plan = plan(plain, outputs, purpose);
        plan.readGradients(reader);
        for (Map.Entry<String, Tensor> input : plan.inputs().entrySet()) {
            INDArray array = plain.get(input.getKey());
            INDArray values = array == null ? parameters.get(input.getKey()) : array;
            if (values == null) {
                throw new IllegalStateException("nothing bound to " + input.getKey());
            }
            place(input.getValue(), values);
        }
        switch (mode) {
            case FAST -> plan.run(arena, workers);
            case TIMED -> plan.runTimed(arena, workers);
            case POISONED -> plan.runPoisoned(arena, workers);
        }
        last = plan;
        plan.readGradients(null);
        copies.forEach(INDArray::close);
        return plan;
    }

    /** The array itself, or a copy that lies as kernels expect it. */
    private INDArray plain(String name, INDArray array, List<INDArray> copies) {
        InputSpec declared = graph.inputs().get(name);
        if (declared == null) {
            throw new IllegalArgumentException("the graph has no input " + name + "; it has "
                    + graph.inputs().keySet());
        }
        DataType type = declared.integer() ? DataType.INT32 : DataType.FLOAT;
        if (array.dataType() == type && isPlain(array)) {
            return array;
        }
        INDArray copy = array.castTo(type).dup('c');
        copies.add(copy);
        return copy;
    }

    private Plan plan(Map<String, INDArray> inputs, List<String> outputs, Purpose purpose) {
        Map<String, List<Long>> shapes = new HashMap<>();
        Map<String, int[]> extents = new HashMap<>();
        inputs.forEach((name, array) -> {
            shapes.put(name, Arrays.stream(array.shape()).boxed().toList());
            extents.put(
                    name,
                    Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray());
        });
        return plans.computeIfAbsent(
                new Key(List.copyOf(outputs), purpose, shapes), key -> compiler.compile(extents, key.outputs, purpose));
    }

    /** What the plan of the last run does, with times if the mode is {@link Mode#TIMED}; null before the first run. */
    public @Nullable PlanReport report() {
        return last == null ? null : last.report();
    }

    /** Times every kernel of the runs that follow, see {@link #report}. */
    public void time() {
        mode = Mode.TIMED;
    }

    @Override
    public void close() {
        workers.close();
        arena.close();
        plans.clear();
        constants.forEach(INDArray::close);
        constants.clear();
    }

    /** A pointer to memory that somebody else owns. */
    private static final class Raw extends Pointer {
        Raw(long at) {
            super((Pointer) null);
            address = at;
        }
    }
}
