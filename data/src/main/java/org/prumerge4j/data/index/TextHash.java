package org.prumerge4j.data.index;

/**
 * 64-bit hash of a text: FNV-1a (Fowler, Noll and Vo) over its UTF-16 units, then the finaliser of SplitMix64. Two of a
 * million different texts have the same hash with a probability of about 3 in 10^8.
 */
final class TextHash {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
    private static final long MIX_2 = 0x94D049BB133111EBL;

    private TextHash() {}

    static long of(String text) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> 30)) * MIX_1;
        hash = (hash ^ (hash >>> 27)) * MIX_2;
        return hash ^ (hash >>> 31);
    }
}
