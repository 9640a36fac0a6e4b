package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.Exponentials;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;

/**
 * Sum over rows of {@code log(sum of e^logits) - logit of the target}; inputs logits {@code [rows, classes]}, integer
 * targets {@code [rows]}. A target outside of the classes contributes nothing, as a row of zeros in place of the one-hot
 * row does. Keeps the logarithm of each row's sum.
 */
record CrossEntropy() implements Operator {
    @Override
    public int[] shape(List<Tensor> inputs) {
        return new int[0];
    }

    @Override
    public void forward(Node node, Program program) {
        Tensor logits = node.input(0);
        int rows = logits.rows();
        int width = logits.width();
        Tensor sums = node.keep(Tensor.computed(node.output().name() + ".rows", false, rows));
        Tensor losses = Tensor.computed(node.output().name() + ".terms", false, rows);
        RowKernel kernel = RowKernel.rows("cross-entropy", rows, width, (from, to, scratch) -> {
            float[] x = scratch.row(0, width);
            for (int row = from; row < to; row++) {
                Vectors.load(logits.region(), row * width, x, width);
                int target = node.input(1).region().integers().get(row);
                float wanted = target >= 0 && target < width ? x[target] : Float.NaN;
                float max = Vectors.max(x, width);
                Vectors.shift(x, -max, width);
                Exponentials.exp(x, scratch.row(1, width), width);
                float sum = (float) (max + Math.log(Vectors.sum(x, width)));
                sums.region().floats().put(row, sum);
                losses.region().floats().put(row, Float.isNaN(wanted) ? 0f : sum - wanted);
            }
        });
        program.add(kernel, node.inputs(), sums, losses);
        RowKernel total = RowKernel.whole("sum", (from, to, scratch) -> {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += losses.region().floats().get(row);
            }
            node.output().region().floats().put(0, (float) sum);
        });
        program.add(total, List.of(losses), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Tensor logits = node.input(0);
        Target to = program.target(logits);
        int width = logits.width();
        RowKernel kernel = RowKernel.rows("cross-entropy '", logits.rows(), width, (from, end, scratch) -> {
            float[] x = scratch.row(0, width);
            float[] t = scratch.row(1, width);
            float upstream = gradient.region().floats().get(0);
            for (int row = from; row < end; row++) {
                Vectors.load(logits.region(), row * width, x, width);
                Vectors.shift(x, -node.kept(0).region().floats().get(row), width);
                Exponentials.exp(x, t, width);
                int target = node.input(1).region().integers().get(row);
                boolean inside = target >= 0 && target < width;
                if (inside) {
                    x[target] -= 1f;
                }
                Vectors.scale(x, inside ? upstream : 0f, width);
                Vectors.store(x, to.tensor().region(), row * width, width, to.accumulate() ? t : null);
            }
        });
        List<Tensor> reads = to.with(logits, node.input(1), node.kept(0), gradient);
        program.addReplacing(logits, kernel, reads, to.tensor());
    }
}
