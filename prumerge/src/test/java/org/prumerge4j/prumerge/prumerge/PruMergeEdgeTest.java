package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.registry.Reducers;

/** The corners in which the reference implementation fails or surprises; numbers worked out by hand. */
class PruMergeEdgeTest {
    private static final int PATCHES = 576;
    private static final int WIDTH = 24;

    private static MergeMatrix reduce(String preset, Map<String, ?> changes, ReducerInput input) {
        return Reducers.create(Reducers.options(preset, changes)).reduce(input);
    }

    @ParameterizedTest(name = "{0} outliers: stride {1}")
    @CsvSource({"1,192", "8,24", "16,12", "20,9", "25,7", "32,6", "38,5", "40,4", "64,3", "65,2", "97,1", "140,1"})
    void strideOfTheSpatialPatchesFollowsTheOutliers(int outliers, int stride) {
        MergeMatrix reduced =
                reduce("prumerge-plus/reference", Map.of(), Images.withOutliers(PATCHES, WIDTH, outliers));

        int[] attentive = IntStream.range(0, outliers).map(i -> PATCHES - 1 - i).toArray();
        int[] spatial = IntStream.iterate(0, p -> p < PATCHES - 1, p -> p + stride)
                .filter(p -> p < PATCHES - outliers)
                .toArray();
        int[] expected = IntStream.concat(Arrays.stream(attentive), Arrays.stream(spatial))
                .toArray();
        assertThat(Arrays.copyOf(reduced.centres(), reduced.rows() - 1)).containsExactly(expected);
        assertThat(reduced.centres()[reduced.rows() - 1]).isEqualTo(MergeMatrix.SUMMARY);
    }

    @ParameterizedTest
    @CsvSource({"prumerge/reference,2", "prumerge/paper,1", "prumerge/selection,1", "prumerge-plus/reference,4"})
    void withoutOutlierOnePatchIsKept(String preset, int tokens) {
        ReducerInput constant = Images.of(Images.Keys.CONSTANT, WIDTH, WIDTH, 2, 3, 1);

        MergeMatrix reduced = reduce(preset, Map.of(), constant);

        assertThat(reduced.rows()).isEqualTo(tokens);
        assertThat(reduced.centres()[0]).as("equal attention: lowest index").isZero();
    }

    @Test
    void minKeepCountsForTheStrideToo() {
        ReducerInput constant = Images.of(Images.Keys.CONSTANT, WIDTH, WIDTH, 2, 3, 1);

        MergeMatrix reduced = reduce("prumerge-plus/reference", Map.of("minKeep", 8), constant);

        // 8 first patches, then every 24th, of which patch 0 is kept already, then the summary.
        assertThat(reduced.rows()).isEqualTo(8 + 23 + 1);
    }

    /** In floating point 196 * (32 / 196) is 31.999...: the patches counted must be kept all the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16, 27, 32})
    void countedSharesAreExact(int outliers) {
        MergeMatrix reduced = reduce("prumerge/selection", Map.of(), Images.withOutliers(196, 14, outliers));

        assertThat(reduced.rows()).isEqualTo(outliers);
    }

    @Test
    void fixedEighthIsSeventyTwoAndSeventyTwo() {
        ReducerInput input = Images.withOutliers(PATCHES, WIDTH, 72);

        MergeMatrix reference = reduce("prumerge-plus/reference-fixed", Map.of(), input);
        MergeMatrix refilled = reduce("prumerge-plus/reference-fixed", Map.of("duplicates", "refill"), input);

        assertThat(reference.rows()).isEqualTo(145);
        assertThat(Arrays.copyOfRange(reference.centres(), 72, 144))
                .containsExactly(IntStream.range(0, 72).map(i -> 4 + 8 * i).toArray());
        // The 72 attentive ones are 504 to 575, so that 508, 516, ..., 572 come twice: nine of them.
        assertThat(Arrays.stream(reference.centres()).distinct().count()).isEqualTo(145 - 9);
        assertThat(refilled.rows()).isEqualTo(145);
        assertThat(Arrays.stream(refilled.centres()).distinct().count()).isEqualTo(145);
        int summary = reference.rowStarts()[144];
        int[] left =
                IntStream.range(0, 504).filter(patch -> patch % 8 != 4).skip(9).toArray();
        assertThat(Arrays.copyOfRange(reference.columns(), summary, reference.entries()))
                .as("nine lowest pruned patches forgotten")
                .containsExactly(left);
    }

    @Test
    void summaryOfNothingIsARowOfZerosOrNone() {
        ReducerInput input = Images.of(Images.Keys.SMOOTH, 4, 4, 1, 4, 3);
        Map<String, Object> all = Map.of("budget", "count", "count", 16);
        Map<String, Object> allButEmpty = Map.of("budget", "count", "count", 16, "extraToken", "when-pruned");

        MergeMatrix kept = reduce("prumerge/reference", all, input);

        assertThat(kept.rows()).isEqualTo(17);
        assertThat(Arrays.copyOfRange(kept.dense(), 16 * 16, 17 * 16)).containsOnly(0);
        assertThat(reduce("prumerge/reference", allButEmpty, input).rows()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40, 100, 400, 600})
    void maxKeepBindsAndWidensTheStride(int maxKeep) {
        ReducerInput input = Images.withOutliers(PATCHES, WIDTH, 40);
        for (String layout : List.of("stride1d", "grid2d")) {
            for (String duplicates : List.of("skip", "keep", "refill", "reference")) {
                MergeMatrix reduced = reduce(
                        "prumerge-plus/reference",
                        Map.of("maxKeep", maxKeep, "spatial", layout, "duplicates", duplicates),
                        input);
                assertThat(reduced.rows() - 1).isLessThanOrEqualTo(maxKeep);
                if (maxKeep == 100) {
                    int lowest = Arrays.stream(reduced.centres(), 40, reduced.rows() - 1)
                            .max()
                            .orElseThrow();
                    assertThat(reduced.rows() - 1).isGreaterThan(80);
                    assertThat(lowest).as("spread over the whole image").isGreaterThan(500);
                }
            }
        }
    }

    @Test
    void aCountIsMetExactlyWhenRefilled() {
        ReducerInput input = Images.of(Images.Keys.SMOOTH, WIDTH, WIDTH, 2, 5, 7);
        for (int count : new int[] {1, 2, 37, 64, 192, 576}) {
            MergeMatrix reduced = reduce(
                    "prumerge-plus/paper",
                    Map.of("budget", "count", "count", count, "duplicates", "refill", "spatial", "grid2d"),
                    input);
            assertThat(reduced.rows()).isEqualTo(count);
        }
    }

    @Test
    void weightsAreThoseOfTheReference() {
        // Four patches; attention of the first is an outlier; keys of one channel, so that every cosine is 1.
        ReducerInput input = Images.ofLogits(2, 5, 1, 1, 1);
        double total = 1 + Math.exp(5) + 3 * Math.E;
        float high = (float) (Math.exp(5) / total);
        float low = (float) (Math.E / total);
        Map<String, Integer> two = Map.of("neighbours", 2);

        MergeMatrix reference = reduce("prumerge/reference", two, input);
        MergeMatrix paper = reduce("prumerge/paper", two, input);

        assertThat(reference.dense()).containsExactly(1, low, low, 0, 0, low, low, low);
        float sum = high + low;
        assertThat(paper.rows()).isEqualTo(1);
        assertThat(paper.dense()[0]).isEqualTo(high / sum, within(1e-6f));
        assertThat(paper.dense()[1]).isEqualTo(low / sum, within(1e-6f));
        assertThat(Arrays.copyOfRange(paper.dense(), 2, 4)).containsOnly(0);
    }

    @Test
    void statisticsOfABatchArePooledOnlyWhenAsked() {
        ReducerInput calm = Images.withOutliers(100, 10, 2);
        ReducerInput busy = Images.withOutliers(100, 10, 20);
        List<ReducerInput> batch = List.of(calm, busy);

        List<MergeMatrix> alone = Reducers.create("prumerge/selection").reduceAll(batch);
        List<MergeMatrix> pooled = Reducers.create(
                        Reducers.options("prumerge/selection", Map.of("iqrScope", "batch", "iqrFactor", 3)))
                .reduceAll(batch);

        assertThat(alone).extracting(MergeMatrix::rows).containsExactly(2, 20);
        // Pooled: 22 outliers of 200 patches, a share of 11 of 100 for both.
        assertThat(pooled).extracting(MergeMatrix::rows).containsExactly(11, 11);
        assertThat(Reducers.create("prumerge/selection").reduceAll(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void notFiniteInputIsRefusedByNameOfTheImage(float value) {
        ReducerInput input = Images.withKey(Images.of(Images.Keys.SMOOTH, 3, 3, 1, 4, 11), 5, value);

        assertThatThrownBy(() -> Reducers.create("prumerge/reference").reduce(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image seed 11")
                .hasMessageContaining("token 5")
                .hasMessageContaining("pixel values")
                .hasMessageContaining("k_proj");
    }

    @Test
    void missingStatisticsAreNamed() {
        assertThatThrownBy(() ->
                        Reducers.create("prumerge").reduce(ReducerInput.withoutAttention("cat.jpg", PATCHES, WIDTH)))
                .hasMessageContaining("cat.jpg")
                .hasMessageContaining("class query and the keys");
    }

    @Test
    void hugeKeysNeitherOverflowNorMix() {
        ReducerInput small = Images.of(Images.Keys.SMOOTH, 8, 8, 2, 8, 5);
        float[] keys = small.keys().clone();
        float[] query = small.classQuery().clone();
        for (int i = 0; i < keys.length; i++) {
            keys[i] *= 0x1p100f;
        }
        for (int i = 0; i < query.length; i++) {
            query[i] *= 0x1p-100f;
        }
        ReducerInput huge = new ReducerInput("huge", 64, 8, 16, 2, query, keys);
        for (String preset : List.of("prumerge/reference", "prumerge/paper")) {
            assertThat(reduce(preset, Map.of(), huge)).isEqualTo(reduce(preset, Map.of(), small));
        }
    }

    @Test
    void percentilesAreNumpys() {
        double[] values = {1, 2, 4, 8, 16, 32};
        assertThat(Fence.percentile(values, 0.25)).isEqualTo(2.5);
        assertThat(Fence.percentile(values, 0.75)).isEqualTo(14);
        assertThat(Fence.of(values, 1).threshold()).isEqualTo(25.5);
        assertThat(Fence.of(values, 1).outliers()).isEqualTo(1);
        assertThat(Fence.percentile(new double[] {3}, 0.75)).isEqualTo(3);
    }
}
