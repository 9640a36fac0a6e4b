package org.prumerge4j.training.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchCursorTest {
    // Computed apart from this code, from the documentation of ShuffledOrder and RandomStreams.
    private static final int[] PINNED_EPOCH_0 = {10, 5, 3, 11, 6, 7, 1, 9, 4, 2, 8, 0};
    private static final int[] PINNED_EPOCH_3 = {9, 11, 8, 5, 3, 4, 2, 10, 0, 1, 7, 6};
    private static final long PINNED_MICRO_BATCH = -9159932724083665949L;

    @Test
    void keepsTheLastIncompleteBatchOfAnEpoch() {
        BatchCursor cursor = new BatchCursor(new SequentialOrder(5), 2, Position.START);
        assertThat(cursor.next().indices()).containsExactly(0, 1);
        assertThat(cursor.next().indices()).containsExactly(2, 3);
        assertThat(cursor.next().indices()).containsExactly(4);
        assertThat(cursor.position()).isEqualTo(new Position(1, 0));
        assertThat(cursor.next()).isEqualTo(new Batch(1, List.of(0, 1)));
    }

    @Test
    void windowsDoNotCrossEpochs() {
        BatchCursor cursor = new BatchCursor(new SequentialOrder(5), 1, Position.START);
        assertThat(cursor.nextWindow(3)).hasSize(3);
        assertThat(cursor.nextWindow(3)).extracting(Batch::indices).containsExactly(List.of(3), List.of(4));
        assertThat(cursor.nextWindow(3)).extracting(Batch::epoch).containsOnly(1L);
    }

    @Property(tries = 50)
    void goesOnFromEveryPosition(
            @ForAll @IntRange(min = 1, max = 30) int samples,
            @ForAll @IntRange(min = 1, max = 7) int batchSize,
            @ForAll @IntRange(max = 40) int batches,
            @ForAll long seed) {
        SampleOrder order = new ShuffledOrder(samples, seed);
        BatchCursor straight = new BatchCursor(order, batchSize, Position.START);
        IntStream.range(0, batches).forEach(i -> straight.next());
        BatchCursor resumed = new BatchCursor(new ShuffledOrder(samples, seed), batchSize, straight.position());
        for (int i = 0; i < 10; i++) {
            assertThat(resumed.next()).isEqualTo(straight.next());
        }
    }

    @Property(tries = 50)
    void everyEpochSeesEverySampleOnce(
            @ForAll @IntRange(min = 1, max = 200) int samples,
            @ForAll @IntRange(max = 9) int epoch,
            @ForAll long seed) {
        int[] order = new ShuffledOrder(samples, seed).epoch(epoch);
        Arrays.sort(order);
        assertThat(order).containsExactly(IntStream.range(0, samples).toArray());
    }

    @Test
    void shuffleDependsOnSeedAndEpochAndStaysAsItIs() {
        SampleOrder order = new ShuffledOrder(12, 42);
        assertThat(order.epoch(0)).containsExactly(order.epoch(0)).isNotEqualTo(order.epoch(1));
        assertThat(order.epoch(1)).isNotEqualTo(new ShuffledOrder(12, 43).epoch(0));
        assertThat(order.epoch(0)).isNotEqualTo(new ShuffledOrder(12, 43).epoch(0));
        // Runs saved by an older build go on only as long as these stay what they are.
        assertThat(order.epoch(0)).containsExactly(PINNED_EPOCH_0);
        assertThat(order.epoch(3)).containsExactly(PINNED_EPOCH_3);
    }

    @Test
    void randomStreamsDifferInEveryCoordinate() {
        assertThat(List.of(
                        RandomStreams.ofMicroBatch(0, 0, 0),
                        RandomStreams.ofMicroBatch(1, 0, 0),
                        RandomStreams.ofMicroBatch(0, 1, 0),
                        RandomStreams.ofMicroBatch(0, 0, 1),
                        RandomStreams.ofEpoch(0, 0),
                        RandomStreams.ofEpoch(0, 1),
                        RandomStreams.ofEpoch(1, 0)))
                .doesNotHaveDuplicates();
        assertThat(RandomStreams.ofMicroBatch(42, 7, 3)).isEqualTo(PINNED_MICRO_BATCH);
    }

    @Test
    void everyPlaceIsReachedAboutEquallyOften() {
        int[][] counts = new int[5][5];
        for (int epoch = 0; epoch < 5000; epoch++) {
            int[] order = new ShuffledOrder(5, 7).epoch(epoch);
            for (int place = 0; place < 5; place++) {
                counts[order[place]][place]++;
            }
        }
        List<Integer> all = new ArrayList<>();
        Arrays.stream(counts).forEach(row -> Arrays.stream(row).forEach(all::add));
        assertThat(all).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void refusesAPositionOfAnotherDataSet() {
        assertThatThrownBy(() -> new BatchCursor(new SequentialOrder(3), 1, new Position(0, 3)))
                .hasMessageContaining("beyond the 3 samples");
        assertThatThrownBy(() -> new BatchCursor(new SequentialOrder(3), 0, Position.START))
                .hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> new SequentialOrder(0)).hasMessageContaining("no samples");
        assertThatThrownBy(() -> new ShuffledOrder(0, 1)).hasMessageContaining("no samples");
        assertThatThrownBy(() -> new Position(-1, 0)).hasMessageContaining("epoch -1");
    }
}
