package org.prumerge4j.lora;

import java.util.SplittableRandom;

/**
 * Dropout masks of the adapters' inputs: 0 with the given probability, else {@code 1 / (1 - probability)}.
 *
 * <p>A mask depends on the seed, the step, the micro-batch and the adapter, and on nothing else: a run that is resumed
 * draws the masks it would have drawn.
 *
 * @param seed of all masks
 * @param probability with which an element is zeroed, in [0, 1)
 */
public record DropoutMasks(long seed, double probability) {
    private static final double STEPS_OF_INT = 0x1p32;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the probability is out of range
     */
    public DropoutMasks {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "dropout is " + probability + ", expected a probability of at least 0 and below 1");
        }
    }

    /** Whether graphs have masks at all; without dropout they are built without them. */
    public boolean needed() {
        return probability > 0;
    }

    /**
     * The mask of one adapter's input, {@code [tokens, in]} row by row.
     *
     * @param step optimiser step, counted from 0 over the whole run
     * @param microBatch micro-batch within the step
     */
    public float[] mask(long step, int microBatch, Adapter adapter, int tokens) {
        SplittableRandom random = SeedDerivation.generator(seed, adapter.dropoutName(), step, microBatch);
        float kept = (float) (1 / (1 - probability));
        long threshold = Math.round(probability * STEPS_OF_INT);
        float[] mask = new float
                [Math.toIntExact(Math.multiplyExact(tokens, adapter.linear().in()))];
        for (int i = 0; i < mask.length; i += 2) {
            long bits = random.nextLong();
            mask[i] = (bits >>> Integer.SIZE) < threshold ? 0 : kept;
            if (i + 1 < mask.length) {
                mask[i + 1] = Integer.toUnsignedLong((int) bits) < threshold ? 0 : kept;
            }
        }
        return mask;
    }
}
