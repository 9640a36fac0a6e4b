package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;

/**
 * The same values under another shape; nothing runs, and gradients of both are one.
 *
 * @param extents one may be -1; null keeps the shape
 */
record View(@Nullable List<Integer> extents) implements Operator {
    @Override
    public boolean view() {
        return true;
    }

    @Override
    public int[] shape(List<Tensor> inputs) {
        Tensor input = inputs.get(0);
        if (extents == null) {
            return input.shape();
        }
        int[] shape = extents.stream().mapToInt(Integer::intValue).toArray();
        int known = 1;
        int open = -1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] < 0) {
                open = axis;
            } else {
                known *= shape[axis];
            }
        }
        if (open >= 0 && known > 0) {
            shape[open] = input.size() / known;
            known *= shape[open];
        }
        if (known != input.size()) {
            throw new IllegalArgumentException("cannot reshape " + input + " to " + extents);
        }
        return shape;
    }

    @Override
    public void forward(Node node, Program program) {
        throw new IllegalStateException("a view has nothing to run");
    }

    @Override
    public void backward(Node node, Program program) {
        throw new IllegalStateException("a view has nothing to run");
    }
}
