package org.prumerge4j.model.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.memory.Arena;
import org.prumerge4j.model.engine.operator.Copies;
import org.prumerge4j.model.engine.parallel.Workers;

/** Computes what depends on constants alone while compiling, once for all plans, so that no run computes it again. */
final class ConstantFolding {
    private final BiConsumer<Tensor, INDArray> constantPlacer;
    private final Map<String, INDArray> known = new HashMap<>();

    /**
     * Nothing folded yet.
     *
     * @param constantPlacer gives a tensor a constant's values
     */
    ConstantFolding(BiConsumer<Tensor, INDArray> constantPlacer) {
        this.constantPlacer = constantPlacer;
    }

    /** Whether an operator's result is the same in every run. */
    static boolean applies(List<Tensor> inputs) {
        return !inputs.isEmpty()
                && inputs.stream().allMatch(input -> input.root().origin() == Tensor.Origin.CONSTANT);
    }

    /** A constant with the values of a node's output. */
    Tensor fold(Node node) {
        Tensor output = node.output();
        INDArray values = known.computeIfAbsent(output.name(), name -> values(node));
        Tensor constant = Tensor.given(output.name(), Tensor.Origin.CONSTANT, output.shape());
        constantPlacer.accept(constant, values);
        return constant;
    }

    private static INDArray values(Node node) {
        Tensor output = node.output();
        Program program = new Program(Copies::contribution);
        node.operator().forward(node, program);
        Plan plan = new Plan(program.instructions(), Map.of(), Map.of(output.name(), output), Map.of(), null);
        float[] values = new float[output.size()];
        try (Arena arena = new Arena();
                Workers caller = new Workers(1)) {
            plan.run(arena, caller);
            output.region().floats().get(0, values);
        }
        return Nd4j.createFromArray(values);
    }
}
