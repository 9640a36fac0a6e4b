package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.Exponentials;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;

/** Operators along the last axis. */
final class Reductions {
    private Reductions() {}

    /** Sum or mean of the last axis, which stays with extent 1 or goes away. */
    record Total(boolean mean, boolean keep, int axis) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            int[] shape = inputs.get(0).shape();
            if (axis != -1 && axis != shape.length - 1) {
                throw new IllegalArgumentException(
                        "the engine sums along the last axis only, not along " + axis + " of " + inputs.get(0));
            }
            int[] result = Arrays.copyOf(shape, keep ? shape.length : shape.length - 1);
            if (keep) {
                result[shape.length - 1] = 1;
            }
            return result;
        }

        private float factor(Node node) {
            return mean ? 1f / node.input(0).width() : 1f;
        }

        @Override
        public void forward(Node node, Program program) {
            Tensor in = node.input(0);
            int width = in.width();
            float factor = factor(node);
            RowKernel kernel = RowKernel.rows("sum", in.rows(), width, (from, to, scratch) -> {
                float[] x = scratch.row(0, width);
                for (int row = from; row < to; row++) {
                    Vectors.load(in.region(), row * width, x, width);
                    node.output().region().floats().put(row, factor * Vectors.sum(x, width));
                }
            });
            program.add(kernel, node.inputs(), node.output());
        }

        @Override
        public void backward(Node node, Program program) {
            Tensor in = node.input(0);
            int width = in.width();
            float factor = factor(node);
            Region upstream = program.gradientOfOutput(node).region();
            Target target = program.target(in);
            RowKernel kernel = RowKernel.rows("sum '", in.rows(), width, (from, to, scratch) -> {
                float[] x = scratch.row(0, width);
                for (int row = from; row < to; row++) {
                    Arrays.fill(x, 0, width, factor * upstream.floats().get(row));
                    float[] present = target.accumulate() ? scratch.row(1, width) : null;
                    Vectors.store(x, target.tensor().region(), row * width, width, present);
                }
            });
            program.add(kernel, target.with(program.gradientOfOutput(node)), target.tensor());
        }
    }

    /** Softmax, or its logarithm, along the last axis. */
    record Softmax(boolean logarithm) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            return inputs.get(0).shape();
        }

        @Override
        public void forward(Node node, Program program) {
            Region in = node.input(0).region();
            Region out = node.output().region();
            int width = node.output().width();
            RowKernel kernel = RowKernel.rows("softmax", node.output().rows(), width, (from, to, scratch) -> {
                for (int row = from; row < to; row++) {
                    forwardRow(in, out, row * width, width, scratch);
                }
            });
            program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
        }

        private void forwardRow(Region in, Region out, int at, int width, Scratch scratch) {
            float[] x = scratch.row(0, width);
            float[] e = scratch.row(1, width);
            Vectors.load(in, at, x, width);
            Vectors.shift(x, -Vectors.max(x, width), width);
            System.arraycopy(x, 0, e, 0, width);
            Exponentials.exp(e, scratch.row(2, width), width);
            float sum = Vectors.sum(e, width);
            if (logarithm) {
                Vectors.shift(x, (float) -Math.log(sum), width);
                Vectors.store(x, out, at, width);
            } else {
                Vectors.scale(e, 1f / sum, width);
                Vectors.store(e, out, at, width);
            }
        }

        @Override
        public void backward(Node node, Program program) {
            Tensor gradient = program.gradientOfOutput(node);
            Tensor out = node.output();
            int width = out.width();
            Target target = program.target(node.input(0));
            RowKernel kernel = RowKernel.rows("softmax '", out.rows(), width, (from, to, scratch) -> {
                for (int row = from; row < to; row++) {
                    float[] y = scratch.row(0, width);
                    float[] g = scratch.row(1, width);
                    float[] t = scratch.row(2, width);
                    Vectors.load(out.region(), row * width, y, width);
                    Vectors.load(gradient.region(), row * width, g, width);
                    slope(y, g, t, width);
                    Vectors.store(g, target.tensor().region(), row * width, width, target.accumulate() ? t : null);
                }
            });
            program.addReplacing(gradient, kernel, target.with(out, gradient), target.tensor());
        }

        /** Turns the gradient of a row's result y into that of its input. */
        private void slope(float[] y, float[] g, float[] t, int n) {
            if (logarithm) {
                Exponentials.exp(y, t, n);
                Vectors.addScaled(g, -Vectors.sum(g, n), y, n);
            } else {
                Vectors.shift(g, -Vectors.dot(y, g, n), n);
                Vectors.multiply(g, y, n);
            }
        }
    }

    /** Integers as rows of zeros with a single one. */
    record OneHot(int depth) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            int[] shape = Arrays.copyOf(inputs.get(0).shape(), inputs.get(0).rank() + 1);
            shape[shape.length - 1] = depth;
            return shape;
        }

        @Override
        public void forward(Node node, Program program) {
            Tensor in = node.input(0);
            RowKernel kernel = RowKernel.rows("one hot", in.size(), depth, (from, to, scratch) -> {
                float[] row = scratch.row(0, depth);
                for (int i = from; i < to; i++) {
                    Arrays.fill(row, 0, depth, 0f);
                    int hot = in.region().integers().get(i);
                    if (hot >= 0 && hot < depth) {
                        row[hot] = 1f;
                    }
                    Vectors.store(row, node.output().region(), i * depth, depth);
                }
            });
            program.add(kernel, node.inputs(), node.output());
        }

        @Override
        public void backward(Node node, Program program) {
            throw new IllegalStateException("integers have no gradient");
        }
    }
}
