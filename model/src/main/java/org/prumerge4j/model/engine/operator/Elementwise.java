package org.prumerge4j.model.engine.operator;

import java.util.List;
import java.util.Locale;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;

/** A function of single elements. */
record Elementwise(ElementFunction function) implements Operator {
    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public void forward(Node node, Program program) {
        Region in = node.input(0).region();
        Region out = node.output().region();
        RowKernel kernel = RowKernel.elements(name(), node.output().size(), (first, count, scratch) -> {
            float[] x = scratch.row(0, count);
            float[] y = scratch.row(1, count);
            Vectors.load(in, first, x, count);
            function.value(x, y, scratch.row(2, count), count);
            Vectors.store(y, out, first, count);
        });
        program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Region in = node.input(0).region();
        Region upstream = gradient.region();
        Target target = program.target(node.input(0));
        Region out = target.tensor().region();
        RowKernel kernel = RowKernel.elements(name() + " '", node.output().size(), (first, count, scratch) -> {
            float[] x = scratch.row(0, count);
            float[] y = scratch.row(1, count);
            float[] t = scratch.row(2, count);
            Vectors.load(in, first, x, count);
            function.slope(x, y, t, count);
            Vectors.load(upstream, first, x, count);
            Vectors.multiply(y, x, count);
            Vectors.store(y, out, first, count, target.accumulate() ? t : null);
        });
        program.addReplacing(gradient, kernel, target.with(node.input(0), gradient), target.tensor());
    }

    private String name() {
        return function.name().toLowerCase(Locale.ROOT);
    }

    /** {@code factor x + summand}; its gradient needs no values. */
    record Affine(float factor, float summand) implements Operator {
        @Override
        public int[] shape(List<Tensor> inputs) {
            return inputs.get(0).shape();
        }

        @Override
        public void forward(Node node, Program program) {
            Region in = node.input(0).region();
            Region out = node.output().region();
            RowKernel kernel = RowKernel.elements("scale", node.output().size(), (first, count, scratch) -> {
                float[] x = scratch.row(0, count);
                Vectors.load(in, first, x, count);
                Vectors.scale(x, factor, count);
                Vectors.shift(x, summand, count);
                Vectors.store(x, out, first, count);
            });
            program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
        }

        @Override
        public void backward(Node node, Program program) {
            Tensor gradient = program.gradientOfOutput(node);
            if (factor == 1f) {
                program.contribute(node.input(0), gradient);
                return;
            }
            Region upstream = gradient.region();
            Target target = program.target(node.input(0));
            Region out = target.tensor().region();
            RowKernel kernel = RowKernel.elements("scale '", node.output().size(), (first, count, scratch) -> {
                float[] x = scratch.row(0, count);
                Vectors.load(upstream, first, x, count);
                Vectors.scale(x, factor, count);
                Vectors.store(x, out, first, count, target.accumulate() ? scratch.row(1, count) : null);
            });
            program.addReplacing(gradient, kernel, target.with(gradient), target.tensor());
        }
    }
}
