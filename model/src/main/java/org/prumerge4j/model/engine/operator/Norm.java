package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;

/**
 * RMSNorm (inputs x, weight) or LayerNorm (inputs x, weight, bias) along the last axis. The forward run keeps
 * {@code 1 / deviation} and the mean of each row.
 *
 * @param centred whether the mean is taken away first, as LayerNorm does
 */
record Norm(boolean centred, float epsilon) implements Operator {
    /** Columns whose weight gradients one tile adds up. */
    private static final int COLUMNS = 64;

    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public void forward(Node node, Program program) {
        Tensor x = node.input(0);
        Tensor out = node.output();
        int width = x.width();
        boolean trained = out.trained();
        Tensor statistics = node.keep(Tensor.computed(out.name() + ".rows", false, x.rows(), 2));
        RowKernel kernel = RowKernel.rows(name(), x.rows(), width, (from, to, scratch) -> {
            float[] row = scratch.row(0, width);
            float[] weight = scratch.row(1, width);
            float[] bias = scratch.row(2, width);
            Vectors.load(node.input(1).region(), 0, weight, width);
            if (centred) {
                Vectors.load(node.input(2).region(), 0, bias, width);
            }
            for (int i = from; i < to; i++) {
                Vectors.load(x.region(), i * width, row, width);
                normalise(row, width, i, trained ? statistics.region() : null);
                Vectors.multiply(row, weight, width);
                if (centred) {
                    Vectors.add(row, bias, width);
                }
                Vectors.store(row, out.region(), i * width, width);
            }
        });
        if (trained) {
            program.addReplacing(x, kernel, node.inputs(), out, statistics);
        } else {
            program.addReplacing(x, kernel, node.inputs(), out);
        }
    }

    private void normalise(float[] row, int width, int number, @Nullable Region statistics) {
        float mean = centred ? Vectors.sum(row, width) / width : 0f;
        if (centred) {
            Vectors.shift(row, -mean, width);
        }
        float inverse = (float) (1 / Math.sqrt(Vectors.dot(row, row, width) / width + epsilon));
        Vectors.scale(row, inverse, width);
        if (statistics != null) {
            statistics.floats().put(2 * number, inverse);
            statistics.floats().put(2 * number + 1, mean);
        }
    }

    private String name() {
        return centred ? "layer norm" : "rms norm";
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        if (node.input(1).trained()) {
            columnSums(node, program, node.input(1), true);
        }
        if (centred && node.input(2).trained()) {
            columnSums(node, program, node.input(2), false);
        }
        if (!node.input(0).trained()) {
            return;
        }
        Target target = program.target(node.input(0));
        int width = node.input(0).width();
        RowKernel kernel = RowKernel.rows(name() + " '", node.input(0).rows(), width, (from, to, scratch) -> {
            float[] weight = scratch.row(2, width);
            Vectors.load(node.input(1).region(), 0, weight, width);
            for (int row = from; row < to; row++) {
                float[] slope = scratch.row(1, width);
                Vectors.load(gradient.region(), row * width, slope, width);
                Vectors.multiply(slope, weight, width);
                backwardRow(node, row, slope, scratch);
                float[] present = target.accumulate() ? scratch.row(0, width) : null;
                Vectors.store(slope, target.tensor().region(), row * width, width, present);
            }
        });
        List<Tensor> reads = target.with(node.input(0), node.input(1), node.kept(0), gradient);
        program.addReplacing(gradient, kernel, reads, target.tensor());
    }

    /** A part of a row of x as it was after centring and scaling, in scratch row 3. */
    private float[] normalised(Node node, int row, int first, int count, Scratch scratch) {
        float[] values = scratch.row(3, count);
        Vectors.load(node.input(0).region(), row * node.input(0).width() + first, values, count);
        if (centred) {
            Vectors.shift(values, -node.kept(0).region().floats().get(2 * row + 1), count);
        }
        Vectors.scale(values, node.kept(0).region().floats().get(2 * row), count);
        return values;
    }

    /** Turns the gradient of the normalised row n into that of x: {@code (g - mean(g) - n mean(g n)) / deviation}. */
    private void backwardRow(Node node, int row, float[] slope, Scratch scratch) {
        int width = node.input(0).width();
        float[] normalised = normalised(node, row, 0, width, scratch);
        float mean = centred ? Vectors.sum(slope, width) / width : 0f;
        Vectors.addScaled(slope, -Vectors.dot(slope, normalised, width) / width, normalised, width);
        if (centred) {
            Vectors.shift(slope, -mean, width);
        }
        Vectors.scale(slope, node.kept(0).region().floats().get(2 * row), width);
    }

    /** Gradient of weight or bias: sums over rows, each tile for some columns. */
    private void columnSums(Node node, Program program, Tensor parameter, boolean weighted) {
        Tensor gradient = program.gradientOfOutput(node);
        Target target = program.target(parameter);
        int width = parameter.size();
        int tiles = (width + COLUMNS - 1) / COLUMNS;
        int rows = node.input(0).rows();
        RowKernel kernel = RowKernel.rows("column sum", tiles, COLUMNS * rows, (from, to, scratch) -> {
            for (int tile = from; tile < to; tile++) {
                int first = tile * COLUMNS;
                int count = Math.min(COLUMNS, width - first);
                float[] sum = scratch.row(0, count);
                Arrays.fill(sum, 0, count, 0f);
                for (int row = 0; row < rows; row++) {
                    float[] slope = scratch.row(1, count);
                    Vectors.load(gradient.region(), row * width + first, slope, count);
                    if (weighted) {
                        Vectors.multiply(slope, normalised(node, row, first, count, scratch), count);
                    }
                    Vectors.add(sum, slope, count);
                }
                float[] present = target.accumulate() ? scratch.row(1, count) : null;
                Vectors.store(sum, target.tensor().region(), first, count, present);
            }
        });
        program.add(kernel, target.with(gradient, node.input(0), node.kept(0)), target.tensor());
    }
}
