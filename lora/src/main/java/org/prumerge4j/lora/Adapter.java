package org.prumerge4j.lora;

import org.prumerge4j.model.tensor.Shape;

/**
 * One adapter: two matrices beside the frozen weight of a linear layer, {@code scaling * B A}.
 *
 * @param linear the layer adapted
 * @param rank rows of A and columns of B
 * @param scaling factor of the adapter's output
 */
public record Adapter(LinearShape linear, int rank, double scaling) {
    /** Full path of the layer adapted. */
    public String path() {
        return linear.path();
    }

    /** Name of the matrix that leads down to the rank: {@code <path>.lora_A.weight}. */
    public String nameA() {
        return path() + ".lora_A.weight";
    }

    /** Name of the matrix that leads up to the layer's output: {@code <path>.lora_B.weight}. */
    public String nameB() {
        return path() + ".lora_B.weight";
    }

    /** Name of the factors that dropout multiplies the adapter's input with: {@code <path>.lora_dropout}. */
    public String dropoutName() {
        return path() + ".lora_dropout";
    }

    /** Shape of A, {@code [rank, in]}. */
    public Shape shapeA() {
        return Shape.of(rank, linear.in());
    }

    /** Shape of B, {@code [out, rank]}. */
    public Shape shapeB() {
        return Shape.of(linear.out(), rank);
    }

    /** Number of trainable numbers in A and B. */
    public long parameters() {
        return Math.addExact(shapeA().elements(), shapeB().elements());
    }
}
