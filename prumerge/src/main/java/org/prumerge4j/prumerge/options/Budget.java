package org.prumerge4j.prumerge.options;

import java.util.List;
import java.util.Map;

/**
 * How many patches a reducer keeps.
 *
 * @param kind what decides
 * @param ratio share of the patches, used by {@link Kind#RATIO}
 * @param count number of patches, used by {@link Kind#COUNT}
 */
public record Budget(Kind kind, double ratio, int count) {
    private static final String KIND = "budget";
    private static final String RATIO = "ratio";
    private static final String COUNT = "count";

    /** What decides how many patches are kept. */
    public enum Kind {
        /** The image: the share of patches whose attention is an outlier. */
        ADAPTIVE,
        /** A share of the patches. */
        RATIO,
        /** A number of patches. */
        COUNT
    }

    /** The budget among options; {@code allowed} are the kinds the reducer knows. */
    public static Budget read(OptionReader options, List<Kind> allowed) {
        return new Budget(options.choice(KIND, allowed), options.positive(RATIO, 1), options.integer(COUNT, 1));
    }

    /** Adds the budget to options. */
    public void write(Map<String, Object> options) {
        options.put(KIND, OptionReader.nameOf(kind));
        options.put(RATIO, ratio);
        options.put(COUNT, count);
    }

    /**
     * Patches kept of {@code patches}: {@code int(N · ratio)} or the count, at least one and at most all.
     *
     * @throws IllegalStateException for an adaptive budget, which needs an image
     */
    public int keptOf(int patches) {
        int kept =
                switch (kind) {
                    case RATIO -> (int) (patches * ratio);
                    case COUNT -> count;
                    case ADAPTIVE -> throw new IllegalStateException("an adaptive budget depends on the image");
                };
        return Math.max(1, Math.min(patches, kept));
    }
}
