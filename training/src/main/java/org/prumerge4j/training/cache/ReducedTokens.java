package org.prumerge4j.training.cache;

/**
 * The visual tokens of one image, before the projector. Arrays are not copied; nobody changes them.
 *
 * @param patches patches of the image before reduction
 * @param channels width of a token
 * @param centres patch each token stands for, -1 for a summary, {@code [tokens]}
 * @param values {@code [tokens, channels]} row by row
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read element by element.
public record ReducedTokens(int patches, int channels, int[] centres, float[] values) {
    /** Checks that there is a row for each centre. */
    public ReducedTokens {
        if (patches < 1 || patches > Short.MAX_VALUE || channels < 1 || centres.length < 1) {
            throw new IllegalArgumentException(centres.length + " tokens of width " + channels + " from " + patches
                    + " patches; expected at least one of each, and at most " + Short.MAX_VALUE + " patches");
        }
        if (values.length != (long) centres.length * channels) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + centres.length + " tokens of width " + channels);
        }
    }

    /** Number of tokens. */
    public int tokens() {
        return centres.length;
    }
}
