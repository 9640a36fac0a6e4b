package org.prumerge4j.model.graph;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.CustomOp;

/** Finds the input that has as many rows as a value, by way of operations that keep the rows of their first operand. */
final class RowOrigin {
    private static final Set<String> KEEPING = Set.of(
            "matmul", "add", "subtract", "multiply", "mul_scalar", "add_scalar", "identity", "square", "sigmoid");

    private RowOrigin() {}

    /**
     * Name of the input.
     *
     * @throws IllegalArgumentException if there is an operation on the way that may change the rows
     */
    static String of(SameDiff sameDiff, Map<String, InputSpec> inputs, Map<String, Block> blocks, String value) {
        String name = value;
        while (!inputs.containsKey(name)) {
            Block block = blocks.get(name);
            name = block == null
                    ? firstOperand(sameDiff, name, value)
                    : block.inputs().get(0);
        }
        return name;
    }

    private static String firstOperand(SameDiff sameDiff, String name, String value) {
        @Nullable DifferentialFunction operation = sameDiff.getVariableOutputOp(name);
        boolean keeps = operation != null
                && KEEPING.contains(operation.opName())
                && !(operation.opName().equals("matmul") && ((CustomOp) operation).iArgs()[0] != 0);
        if (operation == null || !keeps) {
            throw new IllegalArgumentException("cannot tell how many rows " + value + " has: it depends on " + name
                    + ", which is neither an input nor made by one of " + KEEPING);
        }
        return sameDiff.getInputsForOp(operation)[0];
    }
}
