package org.prumerge4j.prumerge.prumerge;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.options.OptionReader;
import org.prumerge4j.prumerge.prumerge.SupplementOptions.Duplicates;

/**
 * Options of {@code prumerge} and {@code prumerge-plus}.
 *
 * @param attention how the class token's attention is computed
 * @param selection which patches are kept for it
 * @param supplement which are kept for their place; null for {@code prumerge}
 * @param merging how others are merged into them
 * @param order order of the visual tokens, the summary always last
 */
record PruMergeOptions(
        AttentionOptions attention,
        SelectionOptions selection,
        @Nullable SupplementOptions supplement,
        MergeOptions merging,
        Order order) {
    private static final String ORDER = "order";

    enum Order {
        /** Highest attention first, then the spatial ones in raster order. */
        ATTENTION,
        /** Raster order. */
        RASTER
    }

    static PruMergeOptions read(OptionReader options, boolean plus) {
        return new PruMergeOptions(
                AttentionOptions.read(options),
                SelectionOptions.read(options),
                plus ? SupplementOptions.read(options) : null,
                MergeOptions.read(options),
                options.choice(ORDER, Order.class));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        attention.write(map);
        selection.write(map);
        if (supplement != null) {
            supplement.write(map);
        }
        merging.write(map);
        map.put(ORDER, OptionReader.nameOf(order));
        return map;
    }

    /** Whether kept patches may repeat in the way of the reference implementation. */
    boolean repeatsAsReference() {
        return supplement != null && supplement.duplicates() == Duplicates.REFERENCE;
    }
}
