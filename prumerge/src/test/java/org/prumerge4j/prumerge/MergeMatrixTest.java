package org.prumerge4j.prumerge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeMatrixTest {
    private static MergeMatrix example() {
        MergeMatrixBuilder builder = new MergeMatrixBuilder(3, 3, 1);
        builder.entry(0, 0.5f);
        builder.entry(2, 2);
        builder.endRow(2);
        builder.endRow(0);
        builder.entry(1, -1);
        builder.endRow(MergeMatrix.SUMMARY);
        return builder.build();
    }

    @Test
    void appliesAsItsDenseFormDoes() {
        MergeMatrix matrix = example();

        assertThat(matrix.dense()).containsExactly(0.5f, 0, 2, 0, 0, 0, 0, -1, 0);
        assertThat(matrix.apply(new float[] {1, 2, 3, 4, 5, 6})).containsExactly(10.5f, 13, 0, 0, -3, -4);
        assertThat(matrix.centres()).containsExactly(2, 0, -1);
        assertThat(matrix.rowStarts()).containsExactly(0, 2, 2, 3);
        assertThat(matrix).hasToString("merge matrix [3, 3] of 3 entries").isEqualTo(example());
        assertThat(matrix).hasSameHashCodeAs(example()).isNotEqualTo(MergeMatrix.selection(3, 2, 0, 1));
    }

    @Test
    void rowsOfAnyNumberOfEntriesAreAddedUp() {
        int patches = 11;
        int channels = 5;
        Random random = new Random(1);
        MergeMatrixBuilder builder = new MergeMatrixBuilder(patches, patches + 1, patches);
        for (int entries = 0; entries <= patches; entries++) {
            for (int patch = 0; patch < entries; patch++) {
                builder.entry(patch, random.nextFloat());
            }
            builder.endRow(MergeMatrix.SUMMARY);
        }
        MergeMatrix matrix = builder.build();
        float[] features = new float[patches * channels];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }

        float[] tokens = matrix.apply(features);

        float[] dense = matrix.dense();
        for (int row = 0; row < matrix.rows(); row++) {
            for (int channel = 0; channel < channels; channel++) {
                double sum = 0;
                for (int patch = 0; patch < patches; patch++) {
                    sum += (double) dense[row * patches + patch] * features[patch * channels + channel];
                }
                assertThat(tokens[row * channels + channel]).isCloseTo((float) sum, within(1e-5f));
            }
        }
    }

    @Test
    void selectionPicksRows() {
        assertThat(MergeMatrix.selection(3, 2, 0).apply(new float[] {1, 2, 3, 4, 5, 6}))
                .containsExactly(5, 6, 1, 2);
    }

    @Test
    void brokenMatricesAreRefused() {
        float[] one = {1};
        assertThatThrownBy(() -> new MergeMatrix(0, new int[] {0}, new int[0], new float[0], new int[0]))
                .hasMessageContaining("0 patches");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0}, new int[] {0}, one, new int[] {0}))
                .hasMessageContaining("row starts");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0, 2}, new int[] {0}, one, new int[] {0}))
                .hasMessageContaining("row starts expect 2");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0, 1}, new int[] {2}, one, new int[] {0}))
                .hasMessageContaining("column 2 after -1");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0, 1}, new int[] {1}, one, new int[] {-2}))
                .hasMessageContaining("centre -2");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0, 1}, new int[] {1}, one, new int[] {2}))
                .hasMessageContaining("centre 2");
        assertThatThrownBy(
                        () -> new MergeMatrix(2, new int[] {0, 2}, new int[] {1, 1}, new float[] {1, 1}, new int[] {0}))
                .hasMessageContaining("column 1 after 1");
        assertThatThrownBy(() -> new MergeMatrix(2, new int[] {0, 2, 1}, new int[] {1}, one, new int[] {0, 1}))
                .hasMessageContaining("row 0 of merge matrix runs from entry 0 to 2 of 1");
        assertThatThrownBy(() ->
                        new MergeMatrix(2, new int[] {0, 1}, new int[] {1}, new float[] {Float.NaN}, new int[] {0}))
                .hasMessageContaining("weighs patch 1 with NaN");
        assertThatThrownBy(() -> example().apply(new float[4])).hasMessageContaining("4 feature values");
        assertThatThrownBy(() -> new MergeMatrixBuilder(3, 2, 1).build()).hasMessageContaining("announced were 2");
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ReducerInput.withoutAttention("a", 10, 3)).hasMessageContaining("a: 10 patches");
        assertThatThrownBy(() -> new ReducerInput("a", 1, 1, 3, 2, new float[3], new float[6]))
                .hasMessageContaining("3 channels and 2 heads");
        assertThatThrownBy(() -> new ReducerInput("a", 1, 1, 2, 2, new float[3], new float[4]))
                .hasMessageContaining("classQuery holds 3 values, expected 2");
        assertThatThrownBy(() -> new ReducerInput("a", 1, 1, 2, 2, new float[2], new float[2]))
                .hasMessageContaining("keys holds 2 values, expected 4");
    }

    @Test
    void summariesAddUp() {
        ReductionSummary first =
                ReductionSummary.of(List.of(MergeMatrix.selection(8, 1, 2), MergeMatrix.selection(8, 3)));
        ReductionSummary second = ReductionSummary.of(List.of(MergeMatrix.selection(8, 0, 1, 2, 3, 4, 5)));

        ReductionSummary both = first.plus(second).plus(ReductionSummary.EMPTY);

        assertThat(both).isEqualTo(ReductionSummary.EMPTY.plus(second).plus(first));
        assertThat(both).isEqualTo(new ReductionSummary(3, 1, 6, 9, 24));
        assertThat(both.meanTokens()).isEqualTo(3);
        assertThat(both.reductionFactor()).isEqualTo(24 / 9.0);
        assertThat(both).hasToString("3 images, visual tokens min 1 mean 3.0 max 6 (2.7x fewer)");
        assertThat(ReductionSummary.EMPTY.meanTokens()).isZero();
        assertThat(ReductionSummary.EMPTY.reductionFactor()).isZero();
    }
}
