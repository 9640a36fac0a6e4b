package org.prumerge4j.prumerge.random;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.options.ReducerOptions;

/**
 * Keeps random patches, in raster order.
 *
 * <p>The choice depends on the option {@code seed} and the identity of the image (the UTF-8 bytes of
 * {@link ReducerInput#identity}) and on nothing else: not on the epoch, the batch, the thread or the version of Java.
 * Every patch draws a number from SplitMix64; those with the smallest numbers are kept, so that a larger budget keeps
 * what a smaller one kept.
 */
record RandomReducer(ReducerOptions options, RandomOptions settings) implements Reducer {
    /** FNV-1a, 64 bits: offset basis and prime. */
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;
    /** SplitMix64 (Steele, Lea, Flood 2014): increment and the multipliers of its finaliser. */
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    @Override
    public boolean needsAttention() {
        return false;
    }

    @Override
    public MergeMatrix reduce(ReducerInput input) {
        int patches = input.patches();
        int kept = settings.budget().keptOf(patches);
        long state = mix(settings.seed() + GAMMA) ^ hash(input.identity());
        long[] draws = new long[patches];
        for (int patch = 0; patch < patches; patch++) {
            draws[patch] = mix(state + (patch + 1) * GAMMA);
        }
        long[] ascending = draws.clone();
        Arrays.sort(ascending);
        // Different increments give different draws (mix is a bijection), so that exactly `kept` are at most the limit.
        long limit = ascending[kept - 1];
        int[] chosen = new int[kept];
        int filled = 0;
        for (int patch = 0; patch < patches; patch++) {
            if (draws[patch] <= limit) {
                chosen[filled] = patch;
                filled++;
            }
        }
        return MergeMatrix.selection(patches, chosen);
    }

    private static long hash(String identity) {
        long hash = FNV_BASIS;
        for (byte value : identity.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (value & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * MIX_1;
        mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
        return mixed ^ (mixed >>> 31);
    }
}
