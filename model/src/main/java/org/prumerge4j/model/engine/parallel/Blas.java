package org.prumerge4j.model.engine.parallel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products on addresses, each on the calling thread alone.
 *
 * <p>The library's own threads are switched off for the whole process: they wait for one another at every call, which
 * takes many times the product's time as soon as another program wants a core. {@link Workers} share out tiles instead.
 * An object is used by one thread at a time.
 */
public final class Blas {
    private final Address a = new Address();
    private final Address b = new Address();
    private final Address c = new Address();

    /** Switches off the library's own threads. */
    public static void useCallingThreadOnly() {
        org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
    }

    /**
     * One product of row-major matrices, {@code c = alpha op(a) op(b) + beta c}.
     *
     * @param shape extents, transpositions and row strides
     */
    public void multiply(Product shape, float alpha, long addressA, long addressB, float beta, long addressC) {
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                shape.transposeA() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                shape.transposeB() ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                shape.rows,
                shape.columns,
                shape.inner,
                alpha,
                a.at(addressA),
                shape.strideA,
                b.at(addressB),
                shape.strideB,
                beta,
                c.at(addressC),
                shape.strideC);
    }

    /** {@code result = matrix vector} with a row-major matrix {@code [rows, columns]} without gaps. */
    public void multiply(long matrix, int rows, int columns, long vector, long result) {
        openblas_nolapack.cblas_sgemv(
                openblas_nolapack.CblasRowMajor,
                openblas_nolapack.CblasNoTrans,
                rows,
                columns,
                1f,
                a.at(matrix),
                columns,
                b.at(vector),
                1,
                0f,
                c.at(result),
                1);
    }

    /** Index of the value that is farthest from zero. */
    public int indexOfLargest(long values, int count) {
        return Math.toIntExact(openblas_nolapack.cblas_isamax(count, a.at(values), 1));
    }

    /** Extents of a product; mutable, so that a thread can keep one for all its calls. */
    public static final class Product {
        private boolean transposeA;
        private boolean transposeB;
        private int rows;
        private int columns;
        private int inner;
        private int strideA;
        private int strideB;
        private int strideC;

        /** Sets which operands are stored transposed. */
        public Product transposed(boolean first, boolean second) {
            transposeA = first;
            transposeB = second;
            return this;
        }

        /** Sets extents: the result is {@code [rows, columns]}. */
        public Product extents(int newRows, int newColumns, int newInner) {
            rows = newRows;
            columns = newColumns;
            inner = newInner;
            return this;
        }

        /** Sets the distance between stored rows of each matrix. */
        public Product strides(int first, int second, int result) {
            strideA = first;
            strideB = second;
            strideC = result;
            return this;
        }

        private boolean transposeA() {
            return transposeA;
        }

        private boolean transposeB() {
            return transposeB;
        }
    }

    /** A pointer that can be moved and owns nothing. */
    private static final class Address extends FloatPointer {
        Address() {
            super((Pointer) null);
        }

        Address at(long newAddress) {
            address = newAddress;
            return this;
        }
    }
}
