package org.prumerge4j.experiments.shapes.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers by lot that are the same in every version of Java: SplitMix64 (Steele, Lea and Flood, 2014). One generator
 * per scene and purpose, made from keys, so that nothing depends on the order in which scenes are made.
 */
public final class WorldRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private WorldRandom(long state) {
        this.state = state;
    }

    /** The generator of a sequence of keys, such as seed, split, index and purpose; other keys, other numbers. */
    public static WorldRandom of(long... keys) {
        long state = 0;
        for (long key : keys) {
            state = mix(state + GOLDEN_GAMMA) ^ mix(key + GOLDEN_GAMMA);
        }
        return new WorldRandom(mix(state));
    }

    /** 64 bits. */
    public long bits() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number from 0 up to but without the bound, which must be positive. */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound is " + bound + ", expected at least 1");
        }
        return (int) (((bits() >>> Integer.SIZE) * bound) >>> Integer.SIZE);
    }

    /** A number from the first to the last, both included. */
    public int between(int first, int last) {
        return first + below(last - first + 1);
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return below(times) == 0;
    }

    /** One of the elements. */
    public <T> T pick(List<? extends T> elements) {
        return elements.get(below(elements.size()));
    }

    /** The elements in another order. */
    public <T> List<T> shuffled(List<? extends T> elements) {
        List<T> shuffled = new ArrayList<>(elements);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int other = below(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(other));
            shuffled.set(other, moved);
        }
        return shuffled;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
