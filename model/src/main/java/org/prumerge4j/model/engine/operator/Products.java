package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.Gemm;

/**
 * A sum of matrix products, {@code sum of alpha op(A) op(B)}; inputs are A and B of each term in turn. A linear layer
 * with an adapter is one such sum of two terms, added up inside the matrix product itself.
 */
record Products(List<Term> terms) implements Operator {
    /** One product with its factor. */
    record Term(boolean transposeA, boolean transposeB, float alpha) {}

    static Products of(boolean transposeA, boolean transposeB, float alpha) {
        return new Products(List.of(new Term(transposeA, transposeB, alpha)));
    }

    @Override
    public int[] shape(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        int[] shape = a.shape().clone();
        Term term = terms.get(0);
        shape[shape.length - 2] = a.extent(term.transposeA ? -1 : -2);
        shape[shape.length - 1] = b.extent(term.transposeB ? -2 : -1);
        int innerA = a.extent(term.transposeA ? -2 : -1);
        int innerB = b.extent(term.transposeB ? -1 : -2);
        if (a.rank() != b.rank() || innerA != innerB) {
            throw new IllegalArgumentException("cannot multiply " + a + " and " + b);
        }
        return shape;
    }

    @Override
    public boolean readsNarrow(int input) {
        return input % 2 == 1 && !terms.get(input / 2).transposeA;
    }

    @Override
    public void forward(Node node, Program program) {
        Tensor out = node.output();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            Tensor a = node.input(2 * i);
            Tensor b = node.input(2 * i + 1);
            Matrix left = new Matrix(a, term.transposeA);
            Matrix right = new Matrix(b, term.transposeB);
            multiply(program, left, right, term.alpha, new Target(out, i > 0));
        }
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Matrix upstream = new Matrix(gradient, false, node.output());
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            Tensor a = node.input(2 * i);
            Tensor b = node.input(2 * i + 1);
            if (a.trained()) {
                Matrix other = new Matrix(b, !term.transposeB);
                if (term.transposeA) {
                    multiply(program, other.flip(), upstream.flip(), term.alpha, program.target(a));
                } else {
                    multiply(program, upstream, other, term.alpha, program.target(a));
                }
            }
            if (b.trained()) {
                Matrix other = new Matrix(a, !term.transposeA);
                if (term.transposeB) {
                    multiply(program, upstream.flip(), other.flip(), term.alpha, program.target(b));
                } else {
                    multiply(program, other, upstream, term.alpha, program.target(b));
                }
            }
        }
    }

    /** Stored values taken as a matrix, or a batch of them, perhaps the other way round. */
    private record Matrix(Tensor values, boolean transposed, Tensor shaped) {
        Matrix(Tensor values, boolean transposed) {
            this(values, transposed, values);
        }

        Matrix flip() {
            return new Matrix(values, !transposed, shaped);
        }

        int rows() {
            return shaped.extent(transposed ? -1 : -2);
        }

        int columns() {
            return shaped.extent(transposed ? -2 : -1);
        }
    }

    private static void multiply(Program program, Matrix a, Matrix b, float alpha, Target target) {
        int batch = a.shaped.size() / (a.rows() * a.columns());
        Gemm.Operands operands = new Gemm.Operands(
                a.values.region(), b.values.region(), target.tensor().region(), alpha);
        Gemm.Extents extents = new Gemm.Extents(batch, a.rows(), b.columns(), a.columns(), a.transposed, b.transposed);
        program.add(new Gemm(operands, extents, target.accumulate()), target.with(a.values, b.values), target.tensor());
    }
}
