package org.prumerge4j.training.order;

/**
 * Seeds of the random streams of a run: one for the sample order of each epoch, one for each micro-batch, one for the
 * choice of validation samples. Each is a
 * function of the run's seed and its place and of nothing else, so nothing about generators has to be saved: a run that
 * goes on at step n draws the numbers that an uninterrupted run draws there.
 *
 * <p>The function: kind of stream (1 epoch, 2 micro-batch, 3 split), run seed and place are absorbed one after the other, each
 * by adding {@code (number + 1) * 0x9E3779B97F4A7C15} to the state, 0 at first, and mixing the state with the 64-bit
 * finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
 * Without mixing, neighbouring seeds of a {@link java.util.SplittableRandom} could give the same numbers one draw apart.
 */
public final class RandomStreams {
    private static final long EPOCH = 1;
    private static final long MICRO_BATCH = 2;
    private static final long SPLIT = 3;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
    private static final long MIX_2 = 0x94D049BB133111EBL;

    private RandomStreams() {}

    /** Seed of the sample order of an epoch, counted from 0. */
    public static long ofEpoch(long runSeed, long epoch) {
        return absorb(absorb(absorb(0, EPOCH), runSeed), epoch);
    }

    /** Seed of everything random in a micro-batch; steps are counted from 1, micro-batches of a step from 0. */
    public static long ofMicroBatch(long runSeed, long step, int microBatch) {
        return absorb(absorb(absorb(absorb(0, MICRO_BATCH), runSeed), step), microBatch);
    }

    /** Seed of the choice of validation samples. */
    public static long ofSplit(long runSeed) {
        return absorb(absorb(0, SPLIT), runSeed);
    }

    private static long absorb(long state, long number) {
        long mixed = state + (number + 1) * GOLDEN_RATIO;
        mixed = (mixed ^ (mixed >>> 30)) * MIX_1;
        mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
        return mixed ^ (mixed >>> 31);
    }
}
