package org.prumerge4j.training.cache;

import java.util.Locale;

/**
 * What a cache was used for since it was opened.
 *
 * @param found images whose tokens were there
 * @param stored images whose tokens were added
 * @param damaged entries that were there, but damaged
 * @param refused images whose tokens found no room
 */
public record CacheCounts(long found, long stored, long damaged, long refused) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d images read, %d added%s%s",
                found,
                stored,
                damaged == 0 ? "" : ", " + damaged + " damaged",
                refused == 0 ? "" : ", " + refused + " found no room");
    }
}
