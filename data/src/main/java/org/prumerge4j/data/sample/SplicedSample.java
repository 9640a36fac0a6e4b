package org.prumerge4j.data.sample;

/**
 * The sequence the language model sees: at each position either a token or a visual token. The arrays are not copied,
 * neither on the way in nor on the way out: leave them as they are.
 *
 * @param id name of the record
 * @param tokenIds {@code [positions]} token id, or {@link #NONE} where a visual token sits
 * @param visualRows {@code [positions]} row among the visual tokens of the sample's images, one image after the other,
 *     or {@link #NONE} where a token sits
 * @param labels {@code [positions]} as in {@link EncodedSample}; {@link Labels#IGNORE} at visual tokens
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read position by position.
public record SplicedSample(String id, int[] tokenIds, int[] visualRows, int[] labels) {
    /** In the place of a token id or a visual row: there is none here. */
    public static final int NONE = -1;

    /** Number of positions. */
    public int length() {
        return tokenIds.length;
    }

    /** How many positions have a supervised next token. */
    public int supervisedRows() {
        return Labels.supervisedRows(labels);
    }
}
