package org.prumerge4j.model.engine.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.InputSpec;

/**
 * Reads what has to run from a SameDiff graph: the operations that the wanted values depend on, marked blocks as one
 * operator each. SameDiff keeps operations in the order they were added, which is an order in which they can run.
 */
public final class GraphReader {
    private GraphReader() {}

    /**
     * The operators that the wanted values need, in an order in which they can run.
     *
     * @throws IllegalArgumentException if the engine does not know an operation
     */
    public static List<Application> read(Graph graph, Collection<String> wanted) {
        SameDiff sameDiff = graph.sameDiff();
        Map<String, Block> blocks = graph.blocks();
        Set<String> needed = new HashSet<>(wanted);
        List<Application> reversed = new ArrayList<>();
        DifferentialFunction[] operations = sameDiff.ops();
        for (int i = operations.length - 1; i >= 0; i--) {
            String[] outputs = sameDiff.getOutputsForOp(operations[i]);
            for (int number = 0; number < outputs.length; number++) {
                if (!needed.contains(outputs[number])) {
                    continue;
                }
                Block block = blocks.get(outputs[number]);
                Application application = block == null
                        ? plain(sameDiff, graph, operations[i], number)
                        : new Application(BlockOperators.of(block), block.inputs(), block.output());
                reversed.add(application);
                needed.addAll(application.inputs());
            }
        }
        Collections.reverse(reversed);
        return ProductFusion.apply(reversed, wanted);
    }

    private static Application plain(SameDiff sameDiff, Graph graph, DifferentialFunction operation, int number) {
        List<String> inputs = Arrays.asList(sameDiff.getInputsForOp(operation));
        String output = sameDiff.getOutputsForOp(operation)[number];
        InputSpec left = graph.inputs().get(inputs.get(0));
        boolean choosing = operation.opName().equals("matmul")
                && left != null
                && left.extents().size() == 2
                && PlainOperators.isUntransposed(operation);
        return choosing
                ? new Application(new SparseProduct(), inputs, output)
                : new Application(PlainOperators.of(operation, number), inputs, output);
    }
}
