package org.prumerge4j.prumerge.sequential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * Options of {@code sequential}.
 *
 * @param budget how many patches, by ratio or count
 */
record SequentialOptions(Budget budget) {
    /** The budget of the sampling ablation of the PruMerge paper. */
    static final SequentialOptions FORTY = new SequentialOptions(new Budget(Budget.Kind.COUNT, 0.125, 40));

    static SequentialOptions read(OptionReader options) {
        return new SequentialOptions(Budget.read(options, List.of(Budget.Kind.RATIO, Budget.Kind.COUNT)));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        budget.write(map);
        return map;
    }
}
