package org.prumerge4j.model.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.operator.Copies;

/**
 * The backward half of a program: nodes in reverse, each adding to the gradients of its inputs. What a cheap node made is
 * made again for each reader, and what a segment of the graph made is made again as a whole before the segment's backward
 * run, so that neither lies in memory from the forward run on.
 */
final class Differentiation {
    private final Program program;
    private final List<Node> nodes;
    /** First node of each segment by its last. */
    private final Map<Integer, Integer> segments = new HashMap<>();
    /** Nodes that have been run again, by number. */
    private final Map<Integer, Node> again = new HashMap<>();

    private final Map<Tensor, Node> cheap = new HashMap<>();

    private Differentiation(Program program, List<Node> nodes) {
        this.program = program;
        this.nodes = nodes;
    }

    /**
     * Adds the backward half.
     *
     * @param nodes the forward half, in order
     * @param boundaries names of values between which nothing is kept
     */
    static void apply(Program program, List<Node> nodes, Tensor loss, List<String> boundaries) {
        Differentiation differentiation = new Differentiation(program, nodes);
        differentiation.findSegments(boundaries);
        nodes.forEach(differentiation::noteIfCheap);
        differentiation.run(loss);
    }

    private void findSegments(List<String> boundaries) {
        if (boundaries.isEmpty()) {
            return;
        }
        int first = 0;
        for (int i = 0; i < nodes.size(); i++) {
            int boundary = boundaries.indexOf(nodes.get(i).output().name());
            if (boundary > 0) {
                segments.put(i, first);
            }
            if (boundary >= 0) {
                first = i + 1;
            }
        }
    }

    private void noteIfCheap(Node node) {
        if (node.operator().cheap()) {
            cheap.put(node.output().root(), node);
        }
    }

    private void run(Tensor loss) {
        Tensor seed = Tensor.computed(loss.name() + "'", false, loss.shape());
        program.add(Copies.fill(seed, 1f), List.of(), seed);
        program.seed(loss, seed);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            Integer first = segments.get(i);
            if (first != null) {
                runAgain(first, i);
            }
            if (node.output().trained() && program.gradient(node.output()) != null) {
                Node ready = withCheapInputs(again.getOrDefault(i, node));
                ready.operator().backward(ready, program);
            }
            program.finish(node.output());
        }
    }

    private void runAgain(int first, int last) {
        Map<Tensor, Tensor> copies = new HashMap<>();
        for (int i = first; i <= last; i++) {
            Node node = nodes.get(i);
            Node copy = copy(node, copies);
            copy.operator().forward(copy, program);
            copies.put(node.output().root(), copy.output());
            again.put(i, copy);
            noteIfCheap(copy);
        }
    }

    private Node withCheapInputs(Node node) {
        Map<Tensor, Tensor> copies = new HashMap<>();
        for (Tensor input : node.inputs()) {
            Node maker = cheap.get(input.root());
            if (maker != null && !copies.containsKey(input.root())) {
                Node copy = copy(maker, Map.of());
                copy.operator().forward(copy, program);
                copies.put(input.root(), copy.output());
            }
        }
        return copies.isEmpty() ? node : node.reading(replaced(node.inputs(), copies));
    }

    /** The node with some inputs replaced by their copies, and a copy of its output. */
    private Node copy(Node node, Map<Tensor, Tensor> copies) {
        Tensor output = node.output();
        Tensor copy = Tensor.computed(output.name() + "~", output.trained(), output.shape());
        program.again(output, copy);
        return new Node(node.operator(), replaced(node.inputs(), copies), copy);
    }

    private static List<Tensor> replaced(List<Tensor> tensors, Map<Tensor, Tensor> copies) {
        List<Tensor> replaced = new ArrayList<>();
        for (Tensor tensor : tensors) {
            Tensor copy = copies.get(tensor.root());
            replaced.add(copy == null ? tensor : copy.as(tensor.name(), tensor.shape()));
        }
        return replaced;
    }
}
