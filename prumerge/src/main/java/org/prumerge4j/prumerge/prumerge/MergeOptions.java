package org.prumerge4j.prumerge.prumerge;

import java.util.Map;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * How patches are merged into the kept ones.
 *
 * @param merge false to keep patches as they are: selection alone
 * @param neighbours patches merged into each kept one, as far as there are so many
 * @param pool which patches may be neighbours
 * @param similarity what makes a neighbour near
 * @param weightNorm what the attention weights are divided by
 * @param centre the part of the kept patch itself
 * @param extraToken whether a summary of the pruned patches is appended: their attention-weighted sum
 */
record MergeOptions(
        boolean merge,
        int neighbours,
        Pool pool,
        Similarity similarity,
        WeightNorm weightNorm,
        Centre centre,
        ExtraToken extraToken) {
    private static final String MERGE = "merge";
    private static final String NEIGHBOURS = "neighbours";
    private static final String POOL = "neighbourPool";
    private static final String SIMILARITY = "similarity";
    private static final String WEIGHT_NORM = "weightNorm";
    private static final String CENTRE = "includeCentre";
    private static final String EXTRA_TOKEN = "extraToken";

    enum Pool {
        /** All patches, kept ones too. */
        ALL,
        /** Patches that are not kept. */
        PRUNED
    }

    enum Similarity {
        /** Cosine of the keys; a key shorter than 1e-12 counts as that long. */
        COSINE,
        /** Product of the keys. */
        DOT
    }

    enum WeightNorm {
        /** Nothing. */
        NONE,
        /** Their sum over the row, the weight 1 of {@link Centre#ADD} not counted; equal weights if that is 0. */
        SUM
    }

    enum Centre {
        /** Added with weight 1; neighbours are other patches. */
        ADD,
        /** Weighted by its attention; neighbours are other patches. */
        MEMBER,
        /** Competes with the others for being one of its own neighbours. */
        CANDIDATE
    }

    enum ExtraToken {
        NEVER,
        /** Also when nothing was pruned: then a row of zeros. */
        ALWAYS,
        /** Only when something was pruned. */
        WHEN_PRUNED
    }

    static MergeOptions read(OptionReader options) {
        return new MergeOptions(
                options.flag(MERGE),
                options.integer(NEIGHBOURS, 1),
                options.choice(POOL, Pool.class),
                options.choice(SIMILARITY, Similarity.class),
                options.choice(WEIGHT_NORM, WeightNorm.class),
                options.choice(CENTRE, Centre.class),
                options.choice(EXTRA_TOKEN, ExtraToken.class));
    }

    void write(Map<String, Object> options) {
        options.put(MERGE, merge);
        options.put(NEIGHBOURS, neighbours);
        options.put(POOL, OptionReader.nameOf(pool));
        options.put(SIMILARITY, OptionReader.nameOf(similarity));
        options.put(WEIGHT_NORM, OptionReader.nameOf(weightNorm));
        options.put(CENTRE, OptionReader.nameOf(centre));
        options.put(EXTRA_TOKEN, OptionReader.nameOf(extraToken));
    }
}
