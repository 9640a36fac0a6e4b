package org.prumerge4j.prumerge.prumerge;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * How the attention of the class token is computed.
 *
 * @param headMode what becomes of the heads
 * @param scale factor of the products of query and keys; null for one over the root of the width of a softmax:
 *     {@code C^-0.5} for {@link HeadMode#CONCAT}, {@code (C / heads)^-0.5} otherwise
 */
record AttentionOptions(HeadMode headMode, @Nullable Double scale) {
    private static final String HEAD_MODE = "headMode";
    private static final String SCALE = "attentionScale";

    enum HeadMode {
        /** One softmax over the full width. */
        CONCAT,
        /** Mean over heads of a softmax per head. */
        MEAN_SOFTMAX,
        /** Largest over heads of a softmax per head. */
        MAX_SOFTMAX
    }

    static AttentionOptions read(OptionReader options) {
        return new AttentionOptions(options.choice(HEAD_MODE, HeadMode.class), options.positiveOrAuto(SCALE));
    }

    void write(Map<String, Object> options) {
        options.put(HEAD_MODE, OptionReader.nameOf(headMode));
        options.put(SCALE, scale == null ? OptionReader.AUTO : scale);
    }
}
