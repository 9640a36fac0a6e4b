package org.prumerge4j.training.cache;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The room that is left to a cache. What other processes add is seen when files are counted again, every half minute and
 * whenever there seems to be no room; so several processes together may exceed the limit by what they write meanwhile.
 */
final class CacheSpace {
    private static final long RECOUNT_NANOSECONDS = 30_000_000_000L;

    private final CacheFolder folder;
    private final long maxBytes;
    private final LongSupplier clock;
    private long bytes;
    private long counted;

    /** @param clock nanoseconds from any beginning */
    CacheSpace(CacheFolder folder, long maxBytes, LongSupplier clock) throws IOException {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
        count();
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Whether an entry of a size still fits; counts it if so. */
    boolean take(long size) throws IOException {
        if (bytes + size > maxBytes || clock.getAsLong() - counted > RECOUNT_NANOSECONDS) {
            count();
        }
        if (bytes + size > maxBytes) {
            return false;
        }
        bytes += size;
        return true;
    }

    private void count() throws IOException {
        bytes = folder.bytes();
        counted = clock.getAsLong();
    }
}
