package org.prumerge4j.prumerge.prumerge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShortlistTest {
    /** Where similarities lie and how many different ones there are: near 1, around 0, all negative, all the same. */
    private static final float[][] RANGES = {
        {0.9f, 1f, 1000}, {-1f, 1f, 10_000}, {-1f, -0.2f, 30}, {0f, 0f, 1}, {0.5f, 0.5f, 1}
    };

    @Property(tries = 500, seed = "1")
    void nobodyNearTheLastOneWantedIsMissing(
            @ForAll @IntRange(min = 2, max = 600) int patches,
            @ForAll @IntRange(min = 0, max = 4) int range,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] row = new float[patches];
        int[] times = new int[patches];
        for (int patch = 0; patch < patches; patch++) {
            float share = random.nextInt((int) RANGES[range][2]) / RANGES[range][2];
            row[patch] = RANGES[range][0] + share * (RANGES[range][1] - RANGES[range][0]);
            times[patch] = random.nextInt(3);
        }
        times[0] = 1;
        int count = Arrays.stream(times).sum();
        int wanted = 1 + random.nextInt(count);
        float margin = 1e-4f;
        float[] sorted = new float[count];
        int filled = 0;
        for (int patch = 0; patch < patches; patch++) {
            Arrays.fill(sorted, filled, filled + times[patch], row[patch]);
            filled += times[patch];
        }
        Arrays.sort(sorted);

        Shortlist list = new Shortlist(count);
        float last = list.collect(row, times, wanted, margin)[0];

        assertThat(last).isEqualTo(sorted[count - wanted]);
        int[] listed = new int[patches];
        for (int place = 0; place < list.length(); place++) {
            listed[list.patch(place)]++;
            assertThat(place == 0 || list.patch(place - 1) <= list.patch(place)).isTrue();
        }
        for (int patch = 0; patch < patches; patch++) {
            if (row[patch] >= last - margin / 2 || listed[patch] > 0) {
                assertThat(listed[patch]).isEqualTo(times[patch]);
            }
        }
    }

    @Property(tries = 100, seed = "2")
    void ofManySimilaritiesFewAreListed(@ForAll long seed) {
        Random random = new Random(seed);
        float[] row = new float[576];
        for (int patch = 0; patch < row.length; patch++) {
            row[patch] = (float) Math.tanh(0.1 * random.nextGaussian());
        }
        row[7] = 1;
        int[] times = new int[row.length];
        Arrays.fill(times, 1);

        Shortlist list = new Shortlist(row.length);
        list.collect(row, times, 33, 1e-4f);

        assertThat(list.length()).isBetween(33, 66);
    }
}
