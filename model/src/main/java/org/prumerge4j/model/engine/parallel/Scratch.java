package org.prumerge4j.model.engine.parallel;

import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.memory.Region;

/** What one thread needs for itself while it runs tiles; grows to the largest request and stays. */
public final class Scratch implements AutoCloseable {
    private static final int ROWS = 8;
    private static final int INTEGERS = 2;
    private static final int BLOCKS = 4;
    private static final int ALIGNMENT = 64;

    private final float[][] rows = new float[ROWS][0];
    private final int[][] integers = new int[INTEGERS][0];
    private final Region[] blocks = new Region[BLOCKS];
    private final @Nullable BytePointer[] memory = new BytePointer[BLOCKS];
    private final Blas blas = new Blas();
    private final Blas.Product product = new Blas.Product();

    /** Nothing reserved yet. */
    public Scratch() {
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new Region();
        }
    }

    /** An array of at least the given length, for short use; the same number gives the same array. */
    public float[] row(int number, int length) {
        if (rows[number].length < length) {
            rows[number] = new float[length];
        }
        return rows[number];
    }

    /** An array of at least the given length, for short use; the same number gives the same array. */
    public int[] integers(int number, int length) {
        if (integers[number].length < length) {
            integers[number] = new int[length];
        }
        return integers[number];
    }

    /** Memory outside the heap for at least the given number of floats. */
    public Region block(int number, int elements) {
        Region block = blocks[number];
        if (block.elements() < elements) {
            BytePointer old = memory[number];
            if (old != null) {
                old.close();
            }
            BytePointer fresh = new BytePointer((long) elements * Float.BYTES + ALIGNMENT);
            memory[number] = fresh;
            block.place((fresh.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, elements);
        }
        return block;
    }

    /** This thread's matrix products. */
    public Blas blas() {
        return blas;
    }

    /** This thread's extents, for use in the next call only. */
    public Blas.Product product() {
        return product;
    }

    /** A product of the extents last set in {@link #product}, written or added to what is there. */
    public void multiply(long a, long b, long c, boolean accumulate) {
        blas.multiply(product, 1f, a, b, accumulate ? 1f : 0f, c);
    }

    @Override
    public void close() {
        for (BytePointer pointer : memory) {
            if (pointer != null) {
                pointer.close();
            }
        }
    }
}
