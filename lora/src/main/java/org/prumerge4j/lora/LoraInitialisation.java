package org.prumerge4j.lora;

import java.util.SplittableRandom;

/**
 * Initial values of adapters as peft chooses them: A Kaiming-uniform with {@code a = sqrt(5)}, which is uniform in
 * {@code [-1/sqrt(in), 1/sqrt(in)]}, and B zero, so that the adapted model starts as the base model.
 *
 * @param seed of the values; those of one matrix depend on the seed and its name alone
 */
public record LoraInitialisation(long seed) {
    /** Values of A, {@code [rank, in]} row by row. */
    public float[] valuesA(Adapter adapter) {
        double bound = 1 / Math.sqrt((double) adapter.linear().in());
        SplittableRandom random = SeedDerivation.generator(seed, adapter.nameA());
        float[] values = new float[Math.toIntExact(adapter.shapeA().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    /** Values of B, {@code [out, rank]}: zeros. */
    public float[] valuesB(Adapter adapter) {
        return new float[Math.toIntExact(adapter.shapeB().elements())];
    }
}
