package org.prumerge4j.model.engine.kernel;

import java.util.Arrays;
import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Workers;

/**
 * A matrix given by the caller, with its elements that are not zero found anew at every run: matrices that choose or
 * mix rows are nearly empty.
 */
public final class SparseMatrix implements Kernel {
    private final Region values;
    private final int rows;
    private final int columns;
    private final int[] rowStarts;
    private final float[] row;
    private int[] places = new int[0];
    private float[] weights = new float[0];

    /** A matrix {@code [rows, columns]} whose values will be in a region. */
    public SparseMatrix(Region values, int rows, int columns) {
        this.values = values;
        this.rows = rows;
        this.columns = columns;
        rowStarts = new int[rows + 1];
        row = new float[columns];
    }

    @Override
    public String kind() {
        return "sparse read";
    }

    @Override
    public void run(Workers workers) {
        int count = 0;
        for (int r = 0; r < rows; r++) {
            rowStarts[r] = count;
            values.floats().get(Math.multiplyExact(r, columns), row, 0, columns);
            for (int column = 0; column < columns; column++) {
                if (row[column] != 0f) {
                    count = put(count, column, row[column]);
                }
            }
        }
        rowStarts[rows] = count;
    }

    private int put(int at, int column, float weight) {
        if (at == places.length) {
            int length = Math.max(rows, 2 * at);
            places = Arrays.copyOf(places, length);
            weights = Arrays.copyOf(weights, length);
        }
        places[at] = column;
        weights[at] = weight;
        return at + 1;
    }

    /** Rows of the matrix. */
    public int rows() {
        return rows;
    }

    /** Where a row's elements start in the lists of elements. */
    public int start(int rowNumber) {
        return rowStarts[rowNumber];
    }

    /** Column of an element. */
    public int column(int element) {
        return places[element];
    }

    /** Value of an element. */
    public float weight(int element) {
        return weights[element];
    }
}
