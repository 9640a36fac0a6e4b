package org.prumerge4j.training.cache;

/**
 * Where entries are, by the first half of their keys: about 50 bytes an entry, in plain arrays, because there may be
 * hundreds of thousands. Whoever reads an entry compares the whole key. Not safe for several threads.
 */
final class EntryTable {
    private static final int INITIAL_SLOTS = 1 << 10;
    private static final int FREE = 0;
    private static final int REMOVED = -1;

    private long[] first = new long[INITIAL_SLOTS];
    private long[] second = new long[INITIAL_SLOTS];
    private long[] offset = new long[INITIAL_SLOTS];
    /** Number of the segment plus one, so that a new array is free. */
    private int[] segment = new int[INITIAL_SLOTS];

    private int used;
    private int entries;

    /** The place of an entry. */
    record Place(int segment, long offset) {
        static final Place NONE = new Place(-1, -1);

        boolean isNone() {
            return segment < 0;
        }
    }

    int size() {
        return entries;
    }

    Place get(TokenKey key) {
        int slot = slot(key);
        return segment[slot] == FREE ? Place.NONE : new Place(segment[slot] - 1, offset[slot]);
    }

    /** Adds an entry, or gives it another place. */
    void put(TokenKey key, int inSegment, long at) {
        int slot = slot(key);
        if (segment[slot] == FREE) {
            used++;
            entries++;
        }
        first[slot] = key.first();
        second[slot] = key.second();
        segment[slot] = inSegment + 1;
        offset[slot] = at;
        if (used > segment.length / 2) {
            grow();
        }
    }

    void remove(TokenKey key) {
        int slot = slot(key);
        if (segment[slot] != FREE) {
            segment[slot] = REMOVED;
            entries--;
        }
    }

    /** The slot of a key, or the free one where it would go. */
    private int slot(TokenKey key) {
        int mask = segment.length - 1;
        // Keys are hashes, so that any of their bits will do.
        int slot = (int) key.first() & mask;
        while (segment[slot] != FREE
                && (segment[slot] == REMOVED || first[slot] != key.first() || second[slot] != key.second())) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldFirst = first;
        long[] oldSecond = second;
        long[] oldOffset = offset;
        int[] oldSegment = segment;
        int slots = Math.multiplyExact(oldSegment.length, 2);
        first = new long[slots];
        second = new long[slots];
        offset = new long[slots];
        segment = new int[slots];
        used = 0;
        entries = 0;
        for (int i = 0; i < oldSegment.length; i++) {
            if (oldSegment[i] > FREE) {
                put(new TokenKey(oldFirst[i], oldSecond[i], 0, 0), oldSegment[i] - 1, oldOffset[i]);
            }
        }
    }
}
