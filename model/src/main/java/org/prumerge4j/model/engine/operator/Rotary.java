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
            float[] cosines = scratch.row(1, half);
            float[] sines = scratch.row(2, half);
            float[] turned = scratch.row(3, width);
            for (int token = first; token < end; token++) {
                Vectors.load(from.region(), token * width, x, width);
                Vectors.load(node.input(1).region(), token * half, cosines, half);
                Vectors.load(node.input(2).region(), token * half, sines, half);
                Vectors.scale(sines, direction, half);
                for (int head = 0; head < width; head += headSize) {
                    turn(x, turned, head, cosines, sines);
                }
                float[] present = target.accumulate() ? x : null;
                Vectors.store(turned, target.tensor().region(), token * width, width, present);
            }
        });
    }

    private void turn(float[] x, float[] out, int head, float[] cosines, float[] sines) {
        int half = headSize / 2;
        for (int i = 0; i < half; i++) {
            out[head + i] = x[head + i] * cosines[i] - x[head + half + i] * sines[i];
        }
        for (int i = 0; i < half; i++) {
            out[head + half + i] = x[head + half + i] * cosines[i] + x[head + i] * sines[i];
        }
    }
}
