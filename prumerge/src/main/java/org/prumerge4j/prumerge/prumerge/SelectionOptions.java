package org.prumerge4j.prumerge.prumerge;

import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * Which patches are kept for their attention.
 *
 * @param budget how many; with {@code prumerge-plus} a ratio is that of the attentive ones alone, a count is that of
 *     attentive and spatial ones together
 * @param rule how an adaptive budget picks
 * @param iqrFactor an outlier is above {@code Q3 + iqrFactor · (Q3 - Q1)}
 * @param iqrScope whose attention the quartiles are of
 * @param minKeep fewest patches kept for their attention
 * @param maxKeep most patches kept in all, the summary not counted; 0 for no limit
 */
record SelectionOptions(Budget budget, Rule rule, double iqrFactor, Scope iqrScope, int minKeep, int maxKeep) {
    private static final String RULE = "selection";
    private static final String IQR_FACTOR = "iqrFactor";
    private static final String IQR_SCOPE = "iqrScope";
    private static final String MIN_KEEP = "minKeep";
    private static final String MAX_KEEP = "maxKeep";

    enum Rule {
        /** The first {@code int(N · ratio)} by attention, ratio being the share of outliers. */
        TOP_K,
        /** The outliers themselves. */
        FENCE
    }

    enum Scope {
        /** Quartiles of every image by itself. */
        IMAGE,
        /** Quartiles of all patches of a batch, as the reference implementation has it. */
        BATCH
    }

    static SelectionOptions read(OptionReader options) {
        SelectionOptions read = new SelectionOptions(
                Budget.read(options, List.of(Budget.Kind.values())),
                options.choice(RULE, Rule.class),
                options.nonNegative(IQR_FACTOR),
                options.choice(IQR_SCOPE, Scope.class),
                options.integer(MIN_KEEP, 1),
                options.integer(MAX_KEEP, 0));
        if (read.rule == Rule.FENCE && read.budget.kind() != Budget.Kind.ADAPTIVE) {
            options.problem(RULE, "top-k unless the budget is adaptive");
        }
        if (read.iqrScope == Scope.BATCH && read.budget.kind() != Budget.Kind.ADAPTIVE) {
            options.problem(IQR_SCOPE, "image unless the budget is adaptive");
        }
        if (read.maxKeep > 0 && read.maxKeep < read.minKeep) {
            options.problem(MAX_KEEP, "0 for no limit, or at least minKeep = " + read.minKeep);
        }
        return read;
    }

    void write(Map<String, Object> options) {
        budget.write(options);
        options.put(RULE, OptionReader.nameOf(rule));
        options.put(IQR_FACTOR, iqrFactor);
        options.put(IQR_SCOPE, OptionReader.nameOf(iqrScope));
        options.put(MIN_KEEP, minKeep);
        options.put(MAX_KEEP, maxKeep);
    }

    /** Most patches that may be kept of {@code patches}. */
    int limit(int patches) {
        return maxKeep == 0 ? patches : Math.min(maxKeep, patches);
    }
}
