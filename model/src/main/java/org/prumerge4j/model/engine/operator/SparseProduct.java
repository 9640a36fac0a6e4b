package org.prumerge4j.model.engine.operator;

import java.util.Arrays;
import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.SparseMatrix;
import org.prumerge4j.model.engine.kernel.Vectors;

/**
 * Product of a matrix that is an input of the graph with rows: choosing, merging or scattering them. Exact for every
 * matrix, fast for those with few elements; inputs matrix {@code [rows, n]}, values {@code [n, width]}.
 */
record SparseProduct() implements Operator {
    /** Columns that one tile of the backward run adds up. */
    private static final int COLUMNS = 128;

    @Override
    public int[] shape(List<Tensor> inputs) {
        Tensor matrix = inputs.get(0);
        Tensor values = inputs.get(1);
        if (matrix.extent(1) != values.extent(0)) {
            throw new IllegalArgumentException("cannot multiply " + matrix + " and " + values);
        }
        return new int[] {matrix.extent(0), values.extent(1)};
    }

    private static SparseMatrix matrix(Node node, Program program) {
        Tensor tensor = node.input(0);
        return program.shared(tensor.root(), SparseMatrix.class, () -> {
            SparseMatrix matrix = new SparseMatrix(tensor.region(), tensor.extent(0), tensor.extent(1));
            program.add(matrix, List.of(tensor));
            return matrix;
        });
    }

    @Override
    public void forward(Node node, Program program) {
        SparseMatrix matrix = matrix(node, program);
        Tensor values = node.input(1);
        int width = values.width();
        RowKernel kernel = RowKernel.rows("sparse product", matrix.rows(), width, (from, to, scratch) -> {
            float[] sum = scratch.row(0, width);
            float[] row = scratch.row(1, width);
            for (int i = from; i < to; i++) {
                Arrays.fill(sum, 0, width, 0f);
                for (int e = matrix.start(i); e < matrix.start(i + 1); e++) {
                    Vectors.load(values.region(), matrix.column(e) * width, row, width);
                    Vectors.addScaled(sum, matrix.weight(e), row, width);
                }
                Vectors.store(sum, node.output().region(), i * width, width);
            }
        });
        program.add(kernel, node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        SparseMatrix matrix = matrix(node, program);
        Tensor gradient = program.gradientOfOutput(node);
        Target target = program.target(node.input(1));
        int width = gradient.width();
        int parts = (width + COLUMNS - 1) / COLUMNS;
        if (!target.accumulate()) {
            program.add(Copies.fill(target.tensor(), 0f), List.of(), target.tensor());
        }
        RowKernel kernel = RowKernel.rows("sparse product '", parts, COLUMNS * matrix.rows(), (from, to, scratch) -> {
            for (int part = from; part < to; part++) {
                int first = part * COLUMNS;
                int count = Math.min(COLUMNS, width - first);
                float[] row = scratch.row(0, count);
                float[] sum = scratch.row(1, count);
                for (int i = 0; i < matrix.rows(); i++) {
                    Vectors.load(gradient.region(), i * width + first, row, count);
                    for (int e = matrix.start(i); e < matrix.start(i + 1); e++) {
                        int at = matrix.column(e) * width + first;
                        Vectors.load(target.tensor().region(), at, sum, count);
                        Vectors.addScaled(sum, matrix.weight(e), row, count);
                        Vectors.store(sum, target.tensor().region(), at, count);
                    }
                }
            }
        });
        program.add(kernel, List.of(node.input(0), gradient, target.tensor()), target.tensor());
    }
}
