package org.prumerge4j.lora;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Merging of an adapter into its weight, {@code W + scaling * B A}, and back, in float32 and one matrix at a time.
 *
 * <p>Unmerging gives the weight back up to rounding: an element differs by a few units in the last place of the larger
 * of the weight and the update. Where the weight has to come back bit by bit, keep it.
 */
public final class LoraMerge {
    private LoraMerge() {}

    /**
     * The merged weight.
     *
     * @param weight {@code [out, in]} row by row
     * @param a {@code [rank, in]} row by row
     * @param b {@code [out, rank]} row by row
     * @return {@code [out, in]} row by row, a new array
     * @throws IllegalArgumentException if an array has another size than the adapter says
     */
    public static float[] merge(Adapter adapter, float[] weight, float[] a, float[] b) {
        return addProduct(adapter, weight, a, b, adapter.scaling());
    }

    /** The weight without the adapter, the inverse of {@link #merge} up to rounding. */
    public static float[] unmerge(Adapter adapter, float[] merged, float[] a, float[] b) {
        return addProduct(adapter, merged, a, b, -adapter.scaling());
    }

    private static float[] addProduct(Adapter adapter, float[] weight, float[] a, float[] b, double factor) {
        LinearShape linear = adapter.linear();
        requireSize(linear.weightName(), weight, linear.weightShape().elements());
        requireSize(adapter.nameA(), a, adapter.shapeA().elements());
        requireSize(adapter.nameB(), b, adapter.shapeB().elements());
        // Rows of an array are columns of its transpose, so column-major views make one BLAS call of it:
        // W^T <- factor A^T B^T + W^T, without any copy or transposition.
        try (INDArray result = Nd4j.create(weight, new long[] {linear.in(), linear.out()}, 'f');
                INDArray transposedA = Nd4j.create(a, new long[] {linear.in(), adapter.rank()}, 'f');
                INDArray transposedB = Nd4j.create(b, new long[] {adapter.rank(), linear.out()}, 'f')) {
            Nd4j.gemm(transposedA, transposedB, result, false, false, factor, 1);
            return result.data().asFloat();
        }
    }

    private static void requireSize(String name, float[] values, long elements) {
        if (values.length != elements) {
            throw new IllegalArgumentException(name + " has " + values.length + " elements, expected " + elements);
        }
    }
}
