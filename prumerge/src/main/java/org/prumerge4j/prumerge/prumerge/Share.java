package org.prumerge4j.prumerge.prumerge;

/**
 * A share of patches, {@code part / whole}.
 *
 * <p>A counted share stays a fraction of whole numbers, since {@code int(N · (count / N))} is sometimes
 * {@code count - 1} in floating point (32 of 196 patches) and the reference keeps all that it counted.
 *
 * @param part numerator, a whole number if counted
 * @param whole denominator, 1 for a ratio that was given
 */
record Share(double part, double whole) {
    static Share of(double ratio) {
        return new Share(ratio, 1);
    }

    static Share atLeast(Share share, Share least) {
        return share.part * least.whole < least.part * share.whole ? least : share;
    }

    /** {@code int(patches · share)}; exact if counted, since products of counts are exact and quotients round once. */
    int of(int patches) {
        return (int) (patches * part / whole);
    }

    /** {@code int(1 / share)}. */
    int inverse() {
        return (int) (whole / part);
    }
}
