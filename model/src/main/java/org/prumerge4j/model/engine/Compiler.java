package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.engine.ir.Instruction;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.operator.Application;
import org.prumerge4j.model.engine.operator.Copies;
import org.prumerge4j.model.engine.operator.GraphReader;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.InputSpec;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;

/**
 * Makes plans of a graph.
 *
 * <p>The forward half follows SameDiff's operations, marked blocks taken as one operator each; the backward half is
 * derived operator by operator in reverse. SameDiff's own backward graph is not used: it takes blocks apart again, and
 * computes gradients of frozen weights. It is what this one is tested against.
 */
final class Compiler {
    private final Graph graph;
    private final BiConsumer<Tensor, INDArray> constantPlacer;
    private final ConstantFolding folding;
    private final Map<String, ElementType> types;
    private final Map<List<String>, List<Application>> read = new HashMap<>();

    /**
     * A compiler.
     *
     * @param types how the values of parameters are stored
     * @param constantPlacer gives a tensor a constant's values
     */
    Compiler(Graph graph, Map<String, ElementType> types, BiConsumer<Tensor, INDArray> constantPlacer) {
        this.graph = graph;
        this.types = types;
        this.constantPlacer = constantPlacer;
        this.folding = new ConstantFolding(constantPlacer);
    }

    /**
     * Compiles.
     *
     * @param shapes shape of each input that the wanted values depend on
     * @param wanted names of outputs
     * @param purpose whether gradients of the loss are wanted too, and how
     */
    Plan compile(Map<String, int[]> shapes, List<String> wanted, Purpose purpose) {
        boolean training = purpose != Purpose.VALUES;
        List<String> roots = new ArrayList<>(wanted);
        String loss = graph.loss();
        if (training && loss != null && !roots.contains(loss)) {
            roots.add(loss);
        }
        List<Application> applications = read.computeIfAbsent(roots, names -> GraphReader.read(graph, names));
        Map<String, Tensor> tensors = given(applications, roots, shapes, training);
        Program program = new Program(Copies::contribution);
        List<Node> nodes = new ArrayList<>();
        for (Application application : applications) {
            Tensor result = apply(application, tensors, program, nodes);
            tensors.put(application.output(), result);
        }
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        if (training && loss != null) {
            Differentiation.apply(program, nodes, tensor(tensors, loss), graph.boundaries());
            graph.trainable().forEach(p -> gradients.put(p.name(), gradient(program, tensors, p)));
        }
        Map<String, Tensor> inputs = new HashMap<>();
        Map<String, Tensor> outputs = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            boolean external =
                    graph.inputs().containsKey(name) || graph.parameters().containsKey(name);
            if (external) {
                inputs.put(name, tensor);
            }
        });
        wanted.forEach(name -> outputs.put(name, tensor(tensors, name)));
        Collection<Tensor> kept = new ArrayList<>(outputs.values());
        kept.addAll(gradients.values());
        List<Instruction> needed = DeadCode.removed(program.instructions(), kept);
        if (purpose != Purpose.READ_GRADIENTS) {
            return new Plan(needed, inputs, outputs, gradients, null);
        }
        GradientOutlet outlet = new GradientOutlet();
        return new Plan(outlet.insert(needed, gradients), inputs, outputs, Map.of(), outlet);
    }

    /** Tensors of everything that no operator makes. */
    private Map<String, Tensor> given(
            List<Application> applications, Collection<String> roots, Map<String, int[]> shapes, boolean training) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Application application : applications) {
            for (String name : application.inputs()) {
                addGiven(tensors, name, shapes, training);
            }
        }
        roots.forEach(name -> addGiven(tensors, name, shapes, training));
        return tensors;
    }

    private void addGiven(Map<String, Tensor> tensors, String name, Map<String, int[]> shapes, boolean training) {
        if (tensors.containsKey(name)) {
            return;
        }
        SameDiff sameDiff = graph.sameDiff();
        ParameterSpec parameter = graph.parameters().get(name);
        InputSpec input = graph.inputs().get(name);
        if (parameter != null) {
            int[] shape = extents(parameter.shape());
            boolean trained = training && parameter.role() == ParameterRole.TRAINABLE;
            ElementType type = types.getOrDefault(name, ElementType.F32);
            tensors.put(name, trained ? Tensor.trainable(name, shape) : Tensor.stored(name, type, shape));
        } else if (input != null) {
            int[] shape = shapes.get(name);
            if (shape == null) {
                throw new IllegalArgumentException("the wanted outputs depend on the input " + name
                        + ", which was not given; given are " + shapes.keySet());
            }
            tensors.put(name, Tensor.given(name, Tensor.Origin.INPUT, shape));
        } else if (sameDiff.getVariable(name).isConstant()) {
            INDArray values = sameDiff.getVariable(name).getArr();
            int[] shape =
                    Arrays.stream(values.shape()).mapToInt(Math::toIntExact).toArray();
            Tensor tensor = Tensor.given(name, Tensor.Origin.CONSTANT, shape);
            constantPlacer.accept(tensor, values);
            tensors.put(name, tensor);
        }
    }

    private static int[] extents(Shape shape) {
        return Arrays.stream(shape.toArray()).mapToInt(Math::toIntExact).toArray();
    }

    private Tensor apply(Application application, Map<String, Tensor> tensors, Program program, List<Node> nodes) {
        List<Tensor> inputs = new ArrayList<>();
        for (String name : application.inputs()) {
            inputs.add(readable(application.operator(), inputs.size(), tensor(tensors, name), program));
        }
        int[] shape = application.operator().shape(inputs);
        if (application.operator().view()) {
            return inputs.get(0).as(application.output(), shape);
        }
        boolean trained = inputs.stream().anyMatch(Tensor::trained);
        Tensor output = Tensor.computed(application.output(), trained, shape);
        Node node = new Node(application.operator(), inputs, output);
        if (ConstantFolding.applies(inputs)) {
            return folding.fold(node);
        }
        application.operator().forward(node, program);
        nodes.add(node);
        return output;
    }

    /** The tensor, or float32 values of it if the operator does not read it as it is stored. */
    private static Tensor readable(Operator operator, int input, Tensor tensor, Program program) {
        boolean readable = operator.view() || (operator.readsNarrow(input) && tensor.rank() == 2);
        if (!tensor.narrow() || readable) {
            return tensor;
        }
        Tensor wide = program.shared(new Wide(tensor.root()), Tensor.class, () -> {
            Tensor root = tensor.root();
            Tensor values = Tensor.computed(root.name() + " widened", false, root.shape());
            program.add(Copies.widen(root, values), List.of(root), values);
            return values;
        });
        return wide.as(tensor.name(), tensor.shape());
    }

    /** Key under which a program keeps the float32 values of a tensor. */
    private record Wide(Tensor stored) {}

    private static Tensor gradient(Program program, Map<String, Tensor> tensors, ParameterSpec parameter) {
        Tensor value = tensors.get(parameter.name());
        Tensor gradient = value == null ? null : program.gradient(value);
        if (gradient != null) {
            return gradient;
        }
        Tensor zeros = Tensor.computed(parameter.name() + "'", false, extents(parameter.shape()));
        program.add(Copies.fill(zeros, 0f), List.of(), zeros);
        return zeros;
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the graph has no value " + name);
        }
        return tensor;
    }
}
