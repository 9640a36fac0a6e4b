package org.prumerge4j.prumerge;

import java.util.Arrays;

/**
 * The merge matrix S [T, N] of one image: visual tokens are {@code S · features}.
 *
 * <p>Rows are sparse: the entries of row t are those from {@code rowStarts[t]} to {@code rowStarts[t + 1]}, with
 * ascending columns (compressed sparse rows). Arrays are not copied, neither in nor out; nobody changes them.
 */
public final class MergeMatrix {
    /** Centre of a row that belongs to no patch: the summary of the pruned ones. */
    public static final int SUMMARY = -1;

    private final int patches;
    private final int[] rowStarts;
    private final int[] columns;
    private final float[] weights;
    private final int[] centres;

    /**
     * A matrix of given rows.
     *
     * @param patches number of columns N
     * @param rowStarts where the entries of each row start, and their total, [T + 1]
     * @param columns patch of each entry, ascending within a row
     * @param weights weight of each entry, finite
     * @param centres patch each row stands for, {@link #SUMMARY} for a summary, [T]
     * @throws IllegalArgumentException if this is not a matrix of that kind
     */
    public MergeMatrix(int patches, int[] rowStarts, int[] columns, float[] weights, int[] centres) {
        this.patches = patches;
        this.rowStarts = rowStarts;
        this.columns = columns;
        this.weights = weights;
        this.centres = centres;
        checkExtents();
        for (int row = 0; row < centres.length; row++) {
            checkRow(row);
        }
    }

    /** The matrix that picks patches as they are, in the order given. */
    public static MergeMatrix selection(int patches, int... centres) {
        int[] rowStarts = new int[centres.length + 1];
        Arrays.setAll(rowStarts, row -> row);
        float[] ones = new float[centres.length];
        Arrays.fill(ones, 1);
        return new MergeMatrix(patches, rowStarts, centres, ones, centres);
    }

    private void checkExtents() {
        if (patches < 1) {
            throw new IllegalArgumentException("merge matrix of " + patches + " patches; expected at least one");
        }
        if (rowStarts.length != centres.length + 1 || rowStarts[0] != 0) {
            throw new IllegalArgumentException("merge matrix of " + centres.length + " rows with " + rowStarts.length
                    + " row starts; expected one more than rows, the first 0");
        }
        int entries = rowStarts[centres.length];
        if (columns.length != entries || weights.length != entries) {
            throw new IllegalArgumentException("merge matrix with " + columns.length + " columns and " + weights.length
                    + " weights; its row starts expect " + entries);
        }
    }

    private void checkRow(int row) {
        if (centres[row] < SUMMARY || centres[row] >= patches) {
            throw new IllegalArgumentException(
                    "row " + row + " of merge matrix has centre " + centres[row] + "; expected -1 to " + (patches - 1));
        }
        if (rowStarts[row + 1] < rowStarts[row] || rowStarts[row + 1] > columns.length) {
            throw new IllegalArgumentException("row " + row + " of merge matrix runs from entry " + rowStarts[row]
                    + " to " + rowStarts[row + 1] + " of " + columns.length);
        }
        int previous = -1;
        for (int entry = rowStarts[row]; entry < rowStarts[row + 1]; entry++) {
            if (columns[entry] <= previous || columns[entry] >= patches) {
                throw new IllegalArgumentException("row " + row + " of merge matrix has column " + columns[entry]
                        + " after " + previous + "; expected ascending columns below " + patches);
            }
            if (!Float.isFinite(weights[entry])) {
                throw new IllegalArgumentException(
                        "row " + row + " of merge matrix weighs patch " + columns[entry] + " with " + weights[entry]);
            }
            previous = columns[entry];
        }
    }

    /** Number of visual tokens T, summary included. */
    public int rows() {
        return centres.length;
    }

    /** Number of patches N. */
    public int patches() {
        return patches;
    }

    /** Number of stored entries. */
    public int entries() {
        return columns.length;
    }

    /** Where the entries of each row start, [T + 1]. */
    public int[] rowStarts() {
        return rowStarts;
    }

    /** Patch of each entry. */
    public int[] columns() {
        return columns;
    }

    /** Weight of each entry. */
    public float[] weights() {
        return weights;
    }

    /** Patch each row stands for, in order; {@link #SUMMARY} for a summary. */
    public int[] centres() {
        return centres;
    }

    /** All weights row by row, [T, N]. */
    public float[] dense() {
        float[] dense = new float[Math.multiplyExact(rows(), patches)];
        for (int row = 0; row < rows(); row++) {
            for (int entry = rowStarts[row]; entry < rowStarts[row + 1]; entry++) {
                dense[row * patches + columns[entry]] = weights[entry];
            }
        }
        return dense;
    }

    /**
     * Visual tokens [T, C] of patch features [N, C]: what the graph's product gives, up to rounding.
     *
     * @throws IllegalArgumentException if the features are not N whole rows
     */
    public float[] apply(float[] features) {
        if (features.length == 0 || features.length % patches != 0) {
            throw new IllegalArgumentException(
                    features.length + " feature values are not rows for " + patches + " patches; expected [N, C]");
        }
        int channels = features.length / patches;
        float[] tokens = new float[Math.multiplyExact(rows(), channels)];
        Sum sum = new Sum(channels);
        for (int row = 0; row < rows(); row++) {
            addRow(row, features, sum);
            System.arraycopy(sum.total, 0, tokens, row * channels, channels);
        }
        return tokens;
    }

    /** Adds up a row's entries, four at a time: the sums are loaded and stored a quarter as often. */
    private void addRow(int row, float[] features, Sum sum) {
        Arrays.fill(sum.total, 0f);
        int end = rowStarts[row + 1];
        int entry = rowStarts[row];
        for (; entry + Sum.ROWS <= end; entry += Sum.ROWS) {
            for (int i = 0; i < Sum.ROWS; i++) {
                sum.load(i, features, columns[entry + i]);
            }
            sum.add(weights[entry], weights[entry + 1], weights[entry + 2], weights[entry + 3]);
        }
        for (; entry < end; entry++) {
            sum.load(0, features, columns[entry]);
            sum.add(weights[entry]);
        }
    }

    /**
     * A sum of rows and those added next. These are copied from where they lie, because the JVM turns loops into vector
     * instructions only if all arrays are read from the same place on.
     */
    private static final class Sum {
        private static final int ROWS = 4;

        private final float[] total;
        private final float[][] rows;

        Sum(int channels) {
            total = new float[channels];
            rows = new float[ROWS][channels];
        }

        void load(int number, float[] features, int patch) {
            System.arraycopy(features, patch * total.length, rows[number], 0, total.length);
        }

        void add(float weight0, float weight1, float weight2, float weight3) {
            float[] sum = total;
            float[] row0 = rows[0];
            float[] row1 = rows[1];
            float[] row2 = rows[2];
            float[] row3 = rows[3];
            for (int c = 0; c < sum.length; c++) {
                sum[c] += (weight0 * row0[c] + weight1 * row1[c]) + (weight2 * row2[c] + weight3 * row3[c]);
            }
        }

        void add(float weight) {
            float[] sum = total;
            float[] row = rows[0];
            for (int c = 0; c < sum.length; c++) {
                sum[c] += weight * row[c];
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MergeMatrix that
                && patches == that.patches
                && Arrays.equals(rowStarts, that.rowStarts)
                && Arrays.equals(columns, that.columns)
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(centres, that.centres);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(columns) * 31 + Arrays.hashCode(centres);
    }

    @Override
    public String toString() {
        return "merge matrix [" + rows() + ", " + patches + "] of " + entries() + " entries";
    }
}
