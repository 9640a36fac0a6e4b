package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;

/**
 * Rotary position embedding in half-split form; inputs x {@code [tokens, heads * headSize]}, cosines and sines
 * {@code [tokens, headSize / 2]}. Its gradient turns the other way.
 */
record Rotary(int headSize) implements Operator {
    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public void forward(Node node, Program program) {
        RowKernel kernel = kernel(node, node.input(0), new Target(node.output(), false), 1f);
        program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Target target = program.target(node.input(0));
        RowKernel kernel = kernel(node, gradient, target, -1f);
        program.addReplacing(gradient, kernel, target.with(gradient, node.input(1), node.input(2)), target.tensor());
    }

    private RowKernel kernel(Node node, Tensor from, Target target, float direction) {
        int width = node.input(0).width();
        int half = headSize / 2;
        return RowKernel.rows("rotary", node.input(0).rows(), width, (first, end, scratch) -> {
            float[] x = scratch.row(0, width);
            float[] swapped = scratch.row(1, width);
            float[] cosines = scratch.row(2, width);
            float[] sines = scratch.row(3, width);
            for (int token = first; token < end; token++) {
                Vectors.load(from.region(), token * width, x, width);
                Vectors.load(node.input(1).region(), token * half, cosines, half);
                Vectors.load(node.input(2).region(), token * half, sines, half);
                Vectors.scale(sines, direction, half);
                spread(cosines, width, 1f);
                spread(sines, width, -1f);
                for (int part = 0; part < width; part += headSize) {
                    System.arraycopy(x, part + half, swapped, part, half);
                    System.arraycopy(x, part, swapped, part + half, half);
                }
                for (int i = 0; i < width; i++) {
                    x[i] = x[i] * cosines[i] - swapped[i] * sines[i];
                }
                float[] present = target.accumulate() ? swapped : null;
                Vectors.store(x, target.tensor().region(), token * width, width, present);
            }
        });
    }

    /** Repeats the first half head, its sign changed, as the second half, and that head as all others. */
    private void spread(float[] angles, int width, float sign) {
        int half = headSize / 2;
        for (int i = 0; i < half; i++) {
            angles[half + i] = sign * angles[i];
        }
        for (int head = headSize; head < width; head += headSize) {
            System.arraycopy(angles, 0, angles, head, headSize);
        }
    }
}
