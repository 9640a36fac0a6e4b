package org.prumerge4j.prumerge.random;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * Options of {@code random}.
 *
 * @param budget how many patches, by ratio or count
 * @param seed number that, with the identity of the image, decides which
 */
record RandomOptions(Budget budget, long seed) {
    private static final String SEED = "seed";

    static final RandomOptions FORTY = new RandomOptions(new Budget(Budget.Kind.COUNT, 0.125, 40), 0);

    static RandomOptions read(OptionReader options) {
        return new RandomOptions(
                Budget.read(options, List.of(Budget.Kind.RATIO, Budget.Kind.COUNT)), options.seed(SEED));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        budget.write(map);
        map.put(SEED, seed);
        return map;
    }
}
