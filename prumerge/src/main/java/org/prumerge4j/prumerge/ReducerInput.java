package org.prumerge4j.prumerge;

/**
 * What a reducer may know of one image.
 *
 * <p>Statistics come from the last layer of the vision encoder: the projected query of the class token, unscaled, and
 * the projected keys of all tokens. Arrays are not copied and must not be changed while a reducer works.
 */
public final class ReducerInput {
    private static final float[] ABSENT = new float[0];

    private final String identity;
    private final int patches;
    private final int gridWidth;
    private final int channels;
    private final int heads;
    private final float[] classQuery;
    private final float[] keys;

    /**
     * An image with statistics.
     *
     * @param identity what the image is called, for messages and as the seed of random choices
     * @param patches number of patch tokens N, without class token
     * @param gridWidth patches in a row of the grid; divides {@code patches}
     * @param channels width C of keys and query
     * @param heads attention heads; divides {@code channels}
     * @param classQuery query of the class token, [C]
     * @param keys keys, [1 + N, C] row by row; row 0 is the class token's
     * @throws IllegalArgumentException if the extents do not fit each other
     */
    public ReducerInput(
            String identity, int patches, int gridWidth, int channels, int heads, float[] classQuery, float[] keys) {
        checkGrid(identity, patches, gridWidth);
        if (channels < 1 || heads < 1 || channels % heads != 0) {
            throw new IllegalArgumentException("image " + identity + ": " + channels + " channels and " + heads
                    + " heads; heads must divide channels, see the configuration of the vision encoder");
        }
        checkLength(identity, "classQuery", classQuery.length, channels);
        checkLength(identity, "keys", keys.length, (1L + patches) * channels);
        this.identity = identity;
        this.patches = patches;
        this.gridWidth = gridWidth;
        this.channels = channels;
        this.heads = heads;
        this.classQuery = classQuery;
        this.keys = keys;
    }

    private ReducerInput(String identity, int patches, int gridWidth) {
        checkGrid(identity, patches, gridWidth);
        this.identity = identity;
        this.patches = patches;
        this.gridWidth = gridWidth;
        this.channels = 0;
        this.heads = 0;
        this.classQuery = ABSENT;
        this.keys = ABSENT;
    }

    /** An image without statistics, enough for reducers whose {@link Reducer#needsAttention} is false. */
    public static ReducerInput withoutAttention(String identity, int patches, int gridWidth) {
        return new ReducerInput(identity, patches, gridWidth);
    }

    private static void checkGrid(String identity, int patches, int gridWidth) {
        if (patches < 1 || gridWidth < 1 || patches % gridWidth != 0) {
            throw new IllegalArgumentException("image " + identity + ": " + patches + " patches in rows of " + gridWidth
                    + "; expected at least one patch and whole rows");
        }
    }

    private static void checkLength(String identity, String what, long given, long expected) {
        if (given != expected) {
            throw new IllegalArgumentException(
                    "image " + identity + ": " + what + " holds " + given + " values, expected " + expected);
        }
    }

    /** What the image is called. */
    public String identity() {
        return identity;
    }

    /** Patch tokens N, without class token. */
    public int patches() {
        return patches;
    }

    /** Patches in a row of the grid; patch p sits in row {@code p / gridWidth}, column {@code p % gridWidth}. */
    public int gridWidth() {
        return gridWidth;
    }

    /** Width C of query and keys; 0 without statistics. */
    public int channels() {
        return channels;
    }

    /** Attention heads, contiguous blocks of channels; 0 without statistics. */
    public int heads() {
        return heads;
    }

    /** Query of the class token [C], not copied. */
    public float[] classQuery() {
        return classQuery;
    }

    /** Keys [1 + N, C] row by row, row 0 of the class token; not copied. */
    public float[] keys() {
        return keys;
    }

    /** Whether query and keys are there. */
    public boolean hasAttention() {
        return channels > 0;
    }
}
