package org.prumerge4j.training.order;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A permutation of its own for every epoch, which depends on the seed, the epoch and the number of samples and on
 * nothing else: not on the batch size, the model, or random numbers drawn elsewhere.
 *
 * <p>The permutation: Fisher and Yates, from the last place down to the second; the place to swap with is the next
 * {@link SplittableRandom#nextLong()}, taken as unsigned, modulo the number of places left. The generator's seed is
 * {@link RandomStreams#ofEpoch}.
 *
 * @param samples number of samples
 * @param seed seed of the run
 */
public record ShuffledOrder(int samples, long seed) implements SampleOrder {
    /** Checks the number. */
    public ShuffledOrder {
        if (samples < 1) {
            throw new IllegalArgumentException("there are no samples to order");
        }
    }

    @Override
    public int[] epoch(long epoch) {
        int[] order = IntStream.range(0, samples).toArray();
        SplittableRandom random = new SplittableRandom(RandomStreams.ofEpoch(seed, epoch));
        for (int last = samples - 1; last > 0; last--) {
            // Modulo favours small places by less than 2^-32: far below what a shuffle of a data set can show.
            int other = (int) Long.remainderUnsigned(random.nextLong(), last + 1L);
            int swapped = order[last];
            order[last] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    @Override
    public String description() {
        return "shuffled with seed " + seed;
    }
}
