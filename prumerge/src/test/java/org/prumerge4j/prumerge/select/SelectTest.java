package org.prumerge4j.prumerge.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelectTest {
    @Property(tries = 300, seed = "1")
    void largestOfManyAreThoseOfAFullSort(
            @ForAll @IntRange(min = 1, max = 80) int n,
            @ForAll @IntRange(min = 1, max = 9) int kinds,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] values = random.ints(n, 0, kinds * kinds).asDoubleStream().toArray();
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
            floats[i] = (float) values[i];
        }
        int k = 1 + random.nextInt(n);
        int[] sorted = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -values[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();

        float[] heap = new float[n];
        TopK.largest(floats, n, k, heap);

        assertThat(TopK.indices(values, k)).containsExactly(Arrays.copyOf(sorted, k));
        float[] found = Arrays.copyOf(heap, k);
        assertThat(found[0]).isEqualTo(floats[sorted[k - 1]]);
        for (int i = 1; i < k; i++) {
            assertThat(found[(i - 1) / 2]).isLessThanOrEqualTo(found[i]);
        }
        Arrays.sort(found);
        for (int i = 0; i < k; i++) {
            assertThat(found[k - 1 - i]).isEqualTo(floats[sorted[i]]);
        }
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThat(TopK.indices(new double[] {1}, 0)).isEmpty();
        assertThatThrownBy(() -> TopK.indices(new double[] {1}, 2)).hasMessageContaining("top 2 of 1");
        assertThatThrownBy(() -> TopK.largest(new float[1], 1, 2, new float[2])).hasMessageContaining("top 2 of 1");
        assertThatThrownBy(() -> UniformPatches.line(4, 5)).hasMessageContaining("5 over 4");
        assertThatThrownBy(() -> UniformPatches.grid(4, 2, 0)).hasMessageContaining("0 over 4");
    }

    @Test
    void fortyOfTwentyFourByTwentyFourAreFiveByEight() {
        int[] chosen = UniformPatches.grid(576, 24, 40);

        assertThat(Arrays.stream(chosen).map(p -> p / 24).distinct()).containsExactly(2, 7, 12, 16, 21);
        assertThat(Arrays.stream(chosen).map(p -> p % 24).distinct()).containsExactly(1, 4, 7, 10, 13, 16, 19, 22);
    }

    @Property(tries = 500, seed = "2")
    void spreadPatchesAreDifferentAndNoRegionIsLeftOut(
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll @IntRange(min = 0, max = 1000) int part) {
        int patches = height * width;
        int count = 1 + part * (patches - 1) / 1000;
        for (int[] chosen :
                new int[][] {UniformPatches.grid(patches, width, count), UniformPatches.line(patches, count)}) {
            assertThat(chosen).hasSize(count);
            assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(count);
            assertThat(chosen).isSorted();
            assertThat(chosen[0]).isGreaterThanOrEqualTo(0);
            assertThat(chosen[count - 1]).isLessThan(patches);
            // As many in the upper half as in the lower, but for a row and its share.
            long upper = Arrays.stream(chosen)
                    .filter(p -> 2 * (p / width) + 1 < height)
                    .count();
            long lower = Arrays.stream(chosen)
                    .filter(p -> 2 * (p / width) + 1 > height)
                    .count();
            assertThat(Math.abs(upper - lower)).isLessThanOrEqualTo(2L * width);
        }
    }
}
