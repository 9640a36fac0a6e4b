package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.prumerge4j.model.engine.ir.Operator;

/** The operator of each plain SameDiff operation that a graph builder can add. */
final class PlainOperators {
    private PlainOperators() {}

    static Operator of(DifferentialFunction operation, int output) {
        return switch (operation.opName()) {
            case "matmul" -> Products.of(integer(operation, 0) != 0, integer(operation, 1) != 0, 1f);
            case "add" -> new Binary(Binary.Operation.ADD);
            case "subtract" -> new Binary(Binary.Operation.SUBTRACT);
            case "multiply" -> new Binary(Binary.Operation.MULTIPLY);
            case "mul_scalar" -> new Elementwise.Affine(scalar(operation), 0f);
            case "add_scalar" -> new Elementwise.Affine(1f, scalar(operation));
            case "identity" -> new View(null);
            // The first integer is the order of elements, which is always row by row here.
            case "reshape" -> new View(integers(operation, 1, -1));
            case "permute" -> new Rearrange.Permute(integers(operation, 0, -1));
            case "concat" -> new Rearrange.Concat(integer(operation, 0));
            case "split" -> new Rearrange.Part(output, integer(operation, 0), integer(operation, 1));
            case "slice" -> slice(operation);
            case "reduce_mean" -> total(operation, true);
            case "reduce_sum" -> total(operation, false);
            case "square" -> new Elementwise(ElementFunction.SQUARE);
            case "rsqrt" -> new Elementwise(ElementFunction.RECIPROCAL_SQUARE_ROOT);
            case "erf" -> new Elementwise(ElementFunction.ERF);
            case "sigmoid" -> new Elementwise(ElementFunction.SIGMOID);
            case "softmax" -> new Reductions.Softmax(false);
            case "log_softmax" -> new Reductions.Softmax(true);
            case "onehot" -> new Reductions.OneHot(integer(operation, 1));
            default ->
                throw new IllegalArgumentException("the engine does not know the operation " + operation.opName()
                        + "; add it to the plain operators or run the graph with SameDiff");
        };
    }

    static boolean isUntransposed(DifferentialFunction matmul) {
        return integer(matmul, 0) == 0 && integer(matmul, 1) == 0;
    }

    private static int integer(DifferentialFunction operation, int index) {
        return (int) ((CustomOp) operation).iArgs()[index];
    }

    /** Integer arguments from one up to, but without, another; -1 for all that follow. */
    private static List<Integer> integers(DifferentialFunction operation, int from, int to) {
        long[] arguments = ((CustomOp) operation).iArgs();
        return Arrays.stream(arguments, from, to < 0 ? arguments.length : to)
                .mapToObj(Math::toIntExact)
                .toList();
    }

    private static Operator slice(DifferentialFunction operation) {
        int rank = ((CustomOp) operation).iArgs().length / 2;
        return new Rearrange.Slice(integers(operation, 0, rank), integers(operation, rank, -1));
    }

    private static Operator total(DifferentialFunction operation, boolean mean) {
        BaseReduceOp reduction = (BaseReduceOp) operation;
        int[] axes = reduction.getDimensions();
        if (axes == null || axes.length != 1) {
            throw new IllegalArgumentException("the engine sums along one axis, not along " + Arrays.toString(axes));
        }
        return new Reductions.Total(mean, reduction.isKeepDims(), axes[0]);
    }

    private static float scalar(DifferentialFunction operation) {
        return ((ScalarOp) operation).scalar().getFloat(0);
    }
}
