package org.prumerge4j.model.graph;

/**
 * Which elements of an array dropout zeroes: a function of a number drawn for the step, of the array's own stream and of
 * the element's index, so that no mask has to be kept and every executor sees the same one.
 *
 * <p>The index is scrambled by two rounds of an integer hash of full avalanche (multiply and shift, after Wellons'
 * lowbias32), keyed by 64 bits mixed from draw and stream as SplitMix64 does (Steele et al. 2014).
 *
 * @param probability with which an element is zeroed, in [0, 1); the others are multiplied by {@code 1 / (1 - probability)}
 * @param stream tells arrays of one graph apart
 */
public record DropoutPattern(double probability, long stream) {
    private static final int RESOLUTION_BITS = 24;
    private static final int DISCARDED_BITS = Integer.SIZE - RESOLUTION_BITS;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int GOLDEN_INT = 0x9E3779B1;
    private static final int FIRST_FACTOR = 0x7FEB352D;
    private static final int SECOND_FACTOR = 0x846CA68B;

    /**
     * Checks the probability.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public DropoutPattern {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "dropout is " + probability + ", expected a probability of at least 0 and below 1");
        }
    }

    /**
     * Writes the factors of some elements: 0, or what makes up for those zeroed.
     *
     * @param draw number drawn for the step
     * @param first index of the first element
     * @param count how many elements
     */
    public void factors(long draw, int first, float[] factors, int count) {
        long key = mixed(mixed(draw) + stream);
        int low = (int) key;
        int high = (int) (key >>> Integer.SIZE);
        int threshold = (int) Math.round(probability * (1 << RESOLUTION_BITS));
        int kept = Float.floatToRawIntBits((float) (1 / (1 - probability)));
        for (int i = 0; i < count; i++) {
            int h = (first + i) * GOLDEN_INT + low;
            h ^= h >>> 16;
            h *= FIRST_FACTOR;
            h ^= h >>> 15;
            h *= SECOND_FACTOR;
            h ^= h >>> 16;
            h += high;
            h *= FIRST_FACTOR;
            h ^= h >>> 15;
            h *= SECOND_FACTOR;
            h ^= h >>> 16;
            // All ones where the element is zeroed, no branch: the loop turns into vector instructions.
            int zeroed = ((h >>> DISCARDED_BITS) - threshold) >> (Integer.SIZE - 1);
            factors[i] = Float.intBitsToFloat(kept & ~zeroed);
        }
    }

    private static long mixed(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
