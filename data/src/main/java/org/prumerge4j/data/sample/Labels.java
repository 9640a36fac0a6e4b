package org.prumerge4j.data.sample;

/** Labels: at each position the id the model should have produced there, or {@link #IGNORE}. */
public final class Labels {
    /** Not supervised. */
    public static final int IGNORE = -100;

    private Labels() {}

    /**
     * How many positions have a supervised next token. The label of position 0 is never one of them: nothing comes
     * before it that could produce it.
     */
    public static int supervisedRows(int[] labels) {
        int count = 0;
        for (int position = 1; position < labels.length; position++) {
            if (labels[position] != IGNORE) {
                count++;
            }
        }
        return count;
    }
}
