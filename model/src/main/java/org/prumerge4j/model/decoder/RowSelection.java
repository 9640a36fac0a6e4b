package org.prumerge4j.model.decoder;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.execution.RowWriter;

/**
 * Choosing rows of a trained array by a product with a matrix of ones and zeros: the gather operation of the SameDiff
 * release in use has no working gradient.
 */
public final class RowSelection {
    private RowSelection() {}

    /**
     * The matrix that picks rows.
     *
     * @param picked index of the wanted row for each row of the result; -1 for a row of zeros
     * @param rows rows of the array to pick from
     * @return {@code [picked.length, rows]}
     */
    public static INDArray matrix(int[] picked, int rows) {
        RowWriter ones = new RowWriter(picked.length, rows);
        for (int i = 0; i < picked.length; i++) {
            if (picked[i] >= 0) {
                ones.write(Math.addExact(Math.multiplyExact(i, rows), picked[i]), 1f);
            }
        }
        return ones.array();
    }
}
