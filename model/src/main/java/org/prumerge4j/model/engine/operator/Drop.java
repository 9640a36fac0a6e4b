package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.graph.DropoutPattern;

/**
 * Dropout whose factors are made where they are needed; inputs x, and the number drawn for the step as two integers. Its
 * result is not kept for the backward run but made again.
 */
record Drop(DropoutPattern pattern) implements Operator {
    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public boolean cheap() {
        return true;
    }

    private RowKernel kernel(Node node, String kind, Tensor from, Target target) {
        return RowKernel.elements(kind, from.size(), (first, count, scratch) -> {
            float[] factors = scratch.row(0, count);
            float[] x = scratch.row(1, count);
            long upper = node.input(1).region().integers().get(0);
            long draw = upper << Integer.SIZE
                    | Integer.toUnsignedLong(node.input(1).region().integers().get(1));
            pattern.factors(draw, first, factors, count);
            Vectors.load(from.region(), first, x, count);
            Vectors.multiply(x, factors, count);
            Vectors.store(x, target.tensor().region(), first, count, target.accumulate() ? factors : null);
        });
    }

    @Override
    public void forward(Node node, Program program) {
        RowKernel kernel = kernel(node, "dropout", node.input(0), new Target(node.output(), false));
        program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Target target = program.target(node.input(0));
        RowKernel kernel = kernel(node, "dropout '", gradient, target);
        program.addReplacing(gradient, kernel, target.with(gradient, node.input(1)), target.tensor());
    }
}
