package org.prumerge4j.prumerge.prumerge;

import java.util.Map;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * Which patches PruMerge+ keeps besides, for their place.
 *
 * @param layout what they are spread over
 * @param strideDivisor the stride is {@code max(1, int(int(1 / ratio) / strideDivisor))}
 * @param offset the first patch taken
 * @param duplicates what becomes of patches that are kept for their attention too
 */
record SupplementOptions(Layout layout, int strideDivisor, Offset offset, Duplicates duplicates) {
    private static final String LAYOUT = "spatial";
    private static final String STRIDE_DIVISOR = "spatialStrideDivisor";
    private static final String OFFSET = "spatialOffset";
    private static final String DUPLICATES = "duplicates";

    enum Layout {
        /** Every so many-th patch in raster order, the last patch never. */
        STRIDE1D,
        /** As many patches as the stride gives, on an even grid. */
        GRID2D
    }

    enum Offset {
        /** Patch 0. */
        ZERO,
        /** Half a stride, rounded down. */
        HALF_STEP
    }

    enum Duplicates {
        /** Not taken again. */
        SKIP,
        /** Kept twice. */
        KEEP,
        /** Not taken again; the patches of next best attention are kept in their place. */
        REFILL,
        /**
         * Kept twice, and as the reference implementation does: each is a neighbour of the other, and for d of them
         * the d lowest pruned patches are neither neighbours nor part of the summary.
         */
        REFERENCE
    }

    static SupplementOptions read(OptionReader options) {
        return new SupplementOptions(
                options.choice(LAYOUT, Layout.class),
                options.integer(STRIDE_DIVISOR, 1),
                options.choice(OFFSET, Offset.class),
                options.choice(DUPLICATES, Duplicates.class));
    }

    void write(Map<String, Object> options) {
        options.put(LAYOUT, OptionReader.nameOf(layout));
        options.put(STRIDE_DIVISOR, strideDivisor);
        options.put(OFFSET, OptionReader.nameOf(offset));
        options.put(DUPLICATES, OptionReader.nameOf(duplicates));
    }
}
