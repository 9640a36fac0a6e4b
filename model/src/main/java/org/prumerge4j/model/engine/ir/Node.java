package org.prumerge4j.model.engine.ir;

import java.util.ArrayList;
import java.util.List;

/** An operator at work in a program: its inputs, its output, and what its forward run keeps for its backward run. */
public final class Node {
    private final Operator operator;
    private final List<Tensor> inputs;
    private final Tensor output;
    private final List<Tensor> kept = new ArrayList<>();

    /** An operator applied to inputs. */
    public Node(Operator operator, List<Tensor> inputs, Tensor output) {
        this.operator = operator;
        this.inputs = List.copyOf(inputs);
        this.output = output;
    }

    /** The same node, and what it keeps, reading equal values from elsewhere. */
    public Node reading(List<Tensor> others) {
        Node node = new Node(operator, others, output);
        node.kept.addAll(kept);
        return node;
    }

    /** What is done. */
    public Operator operator() {
        return operator;
    }

    /** All inputs. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** One input. */
    public Tensor input(int index) {
        return inputs.get(index);
    }

    /** The result. */
    public Tensor output() {
        return output;
    }

    /** Keeps a tensor of the forward run for the backward run. */
    public Tensor keep(Tensor tensor) {
        kept.add(tensor);
        return tensor;
    }

    /** A kept tensor, in the order of keeping. */
    public Tensor kept(int index) {
        return kept.get(index);
    }
}
