package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.parallel.Scratch;

/** Sum, difference or product of two arrays of which either may be repeated along axes of extent 1. */
record Binary(Operation operation) implements Operator {
    /** What is done to each pair of elements. */
    enum Operation {
        ADD,
        SUBTRACT,
        MULTIPLY
    }

    @Override
    public int[] shape(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        int[] shape = new int[Math.max(a.rank(), b.rank())];
        for (int axis = 1; axis <= shape.length; axis++) {
            int extentA = axis <= a.rank() ? a.extent(-axis) : 1;
            int extentB = axis <= b.rank() ? b.extent(-axis) : 1;
            if (extentA != extentB && extentA != 1 && extentB != 1) {
                throw new IllegalArgumentException("shapes do not fit: " + a + " and " + b);
            }
            shape[shape.length - axis] = extentA == 1 ? extentB : extentA;
        }
        return shape;
    }

    @Override
    public void forward(Node node, Program program) {
        Tensor out = node.output();
        Repeated a = new Repeated(node.input(0), out);
        Repeated b = new Repeated(node.input(1), out);
        int width = out.width();
        RowKernel kernel = RowKernel.rows(name(), out.rows(), width, (from, to, scratch) -> {
            float[] x = scratch.row(0, width);
            float[] y = scratch.row(1, width);
            for (int row = from; row < to; row++) {
                a.read(row, x);
                b.read(row, y);
                apply(x, y, width);
                Vectors.store(x, out.region(), row * width, width);
            }
        });
        if (a.whole() || b.whole()) {
            program.addReplacing(a.whole() ? node.input(0) : node.input(1), kernel, node.inputs(), out);
        } else {
            program.add(kernel, node.inputs(), out);
        }
    }

    private void apply(float[] x, float[] y, int n) {
        switch (operation) {
            case ADD -> Vectors.add(x, y, n);
            case SUBTRACT -> Vectors.subtract(x, y, n);
            case MULTIPLY -> Vectors.multiply(x, y, n);
        }
    }

    private String name() {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void backward(Node node, Program program) {
        boolean product = operation == Operation.MULTIPLY;
        for (int i = 0; i < 2; i++) {
            Tensor input = node.input(i);
            if (!input.trained()) {
                continue;
            }
            Repeated place = new Repeated(input, node.output());
            float sign = operation == Operation.SUBTRACT && i == 1 ? -1f : 1f;
            if (!product && sign > 0 && place.whole()) {
                program.contribute(input, program.gradientOfOutput(node));
            } else {
                addGradient(node, program, i, product ? node.input(1 - i) : null, sign);
            }
        }
    }

    private void addGradient(Node node, Program program, int index, @Nullable Tensor factor, float sign) {
        Tensor out = node.output();
        Tensor gradient = program.gradientOfOutput(node);
        Target target = program.target(node.input(index));
        Repeated place = new Repeated(node.input(index), out).at(target.tensor());
        Repeated other = factor == null ? null : new Repeated(factor, out);
        boolean accumulate = target.accumulate() || !place.whole();
        if (!target.accumulate() && !place.whole()) {
            program.add(Copies.fill(target.tensor(), 0f), List.of(), target.tensor());
        }
        int width = out.width();
        RowKernel.Rows body = (from, to, scratch) -> {
            float[] x = scratch.row(0, width);
            for (int row = from; row < to; row++) {
                Vectors.load(gradient.region(), row * width, x, width);
                if (other != null) {
                    other.read(row, scratch.row(1, width));
                    Vectors.multiply(x, scratch.row(1, width), width);
                }
                Vectors.scale(x, sign, width);
                place.write(row, x, accumulate, scratch);
            }
        };
        String kind = name() + " '";
        RowKernel kernel = place.whole()
                ? RowKernel.rows(kind, out.rows(), width, body)
                : RowKernel.whole(kind, (from, to, scratch) -> body.run(0, out.rows(), scratch));
        List<Tensor> reads = factor == null ? target.with(gradient) : target.with(gradient, factor);
        program.add(kernel, reads, target.tensor());
    }

    /** An operand as it appears in the result: repeated along axes where its own extent is 1. */
    private static final class Repeated {
        private final Tensor values;
        private final int[] extents;
        private final int[] strides;
        private final boolean whole;

        Repeated(Tensor shaped, Tensor result) {
            values = shaped;
            extents = result.shape();
            strides = new int[extents.length];
            whole = shaped.size() == result.size();
            int stride = 1;
            for (int axis = 1; axis <= shaped.rank(); axis++) {
                int extent = shaped.extent(-axis);
                strides[extents.length - axis] = extent == 1 ? 0 : stride;
                stride *= extent;
            }
        }

        private Repeated(Tensor values, Repeated like) {
            this.values = values;
            extents = like.extents;
            strides = like.strides;
            whole = like.whole;
        }

        /** The same for another tensor of the operand's size. */
        Repeated at(Tensor other) {
            return new Repeated(other, this);
        }

        boolean whole() {
            return whole;
        }

        private boolean constantInRow() {
            return extents.length == 0 || (strides[extents.length - 1] == 0 && extents[extents.length - 1] > 1);
        }

        private int width() {
            return extents.length == 0 ? 1 : extents[extents.length - 1];
        }

        private int offset(int row) {
            if (whole) {
                return row * width();
            }
            int index = 0;
            int rest = row;
            for (int axis = extents.length - 2; axis >= 0; axis--) {
                index += rest % extents[axis] * strides[axis];
                rest /= extents[axis];
            }
            return index;
        }

        void read(int row, float[] to) {
            if (constantInRow()) {
                Arrays.fill(to, 0, width(), values.region().floats().get(offset(row)));
            } else {
                Vectors.load(values.region(), offset(row), to, width());
            }
        }

        void write(int row, float[] from, boolean accumulate, Scratch scratch) {
            int at = offset(row);
            if (constantInRow()) {
                float sum = Vectors.sum(from, width());
                float present = accumulate ? values.region().floats().get(at) : 0f;
                values.region().floats().put(at, present + sum);
            } else {
                Vectors.store(from, values.region(), at, width(), accumulate ? scratch.row(2, width()) : null);
            }
        }
    }
}
