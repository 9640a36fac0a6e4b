package org.prumerge4j.model.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class RowWriterTest {
    @Test
    void writesRowsAndSingleValuesIntoZeros() {
        RowWriter writer = new RowWriter(2, 3);
        writer.write(3, new float[] {1, 2, 9}, 2);
        writer.write(1, 5);

        try (INDArray array = writer.array()) {
            assertThat(array.shape()).containsExactly(2, 3);
            assertThat(array.ordering()).isEqualTo('c');
            assertThat(array.ravel().toFloatVector()).containsExactly(0, 5, 0, 1, 2, 0);
        }
    }

    @Test
    void writingBeyondTheEndIsRefused() {
        RowWriter writer = new RowWriter(2, 3);

        assertThatThrownBy(() -> writer.write(4, new float[3], 3)).isInstanceOf(IndexOutOfBoundsException.class);
        writer.array().close();
    }
}
