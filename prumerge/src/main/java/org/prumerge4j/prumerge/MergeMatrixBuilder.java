package org.prumerge4j.prumerge;

import java.util.Arrays;

/** Collects the rows of a merge matrix one after the other. Not for several threads. */
public final class MergeMatrixBuilder {
    private final int patches;
    private final int[] rowStarts;
    private final int[] centres;
    private int rows;
    private int[] columns;
    private float[] weights;
    private int entries;

    /** An empty matrix for {@code patches} columns that will get {@code rows} rows of about {@code perRow} entries. */
    public MergeMatrixBuilder(int patches, int rows, int perRow) {
        this.patches = patches;
        this.rowStarts = new int[rows + 1];
        this.centres = new int[rows];
        this.columns = new int[rows * perRow];
        this.weights = new float[rows * perRow];
    }

    /** Adds an entry to the row that {@link #endRow} will close; columns must come in ascending order. */
    public void entry(int column, float weight) {
        if (entries == columns.length) {
            int grown = Math.max(patches, 2 * entries);
            columns = Arrays.copyOf(columns, grown);
            weights = Arrays.copyOf(weights, grown);
        }
        columns[entries] = column;
        weights[entries] = weight;
        entries++;
    }

    /** Closes a row that stands for patch {@code centre}, or for {@link MergeMatrix#SUMMARY}. */
    public void endRow(int centre) {
        centres[rows] = centre;
        rows++;
        rowStarts[rows] = entries;
    }

    /** The matrix. */
    public MergeMatrix build() {
        if (rows != centres.length) {
            throw new IllegalStateException("merge matrix has " + rows + " rows, announced were " + centres.length);
        }
        return new MergeMatrix(
                patches, rowStarts, Arrays.copyOf(columns, entries), Arrays.copyOf(weights, entries), centres);
    }
}
