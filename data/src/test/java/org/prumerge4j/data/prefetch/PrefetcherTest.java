package org.prumerge4j.data.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetcherTest {
    private static <V> Prefetcher<Integer, V> prefetcher(
            int items, Loader<Integer, V> loader, int threads, int capacity) {
        return new Prefetcher<>(IntStream.range(0, items).iterator(), loader, key -> "item " + key, threads, capacity);
    }

    @Property(tries = 50)
    void keepsTheOrder(
            @ForAll @IntRange(max = 100) int items,
            @ForAll @IntRange(min = 1, max = 8) int threads,
            @ForAll @IntRange(min = 1, max = 20) int capacity)
            throws IOException {
        Loader<Integer, Integer> uneven = key -> {
            LockSupport.parkNanos(50_000L * (key % 3));
            return 2 * key;
        };
        try (Prefetcher<Integer, Integer> prefetcher = prefetcher(items, uneven, threads, capacity)) {
            List<Integer> seen = new ArrayList<>();
            while (prefetcher.hasNext()) {
                seen.add(prefetcher.next());
            }
            assertThat(seen)
                    .isEqualTo(IntStream.range(0, items).map(i -> 2 * i).boxed().toList());
            assertThatThrownBy(prefetcher::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void worksInSeveralThreadsAtOnce() throws IOException {
        // Each of the first three waits for the other two: with fewer threads none would ever end.
        CountDownLatch together = new CountDownLatch(3);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Loader<Integer, Integer> meeting = key -> {
            threads.add(Thread.currentThread().getName());
            together.countDown();
            await(together);
            return key;
        };
        try (Prefetcher<Integer, Integer> prefetcher = prefetcher(3, meeting, 3, 3)) {
            assertThat(prefetcher.next()).isZero();
        }
        assertThat(threads).hasSize(3);
    }

    @Test
    void neverHasMoreItemsThanItsCapacity() throws IOException {
        AtomicInteger made = new AtomicInteger();
        Loader<Integer, Integer> counting = key -> {
            made.incrementAndGet();
            return key;
        };
        try (Prefetcher<Integer, Integer> prefetcher = prefetcher(100, counting, 4, 6)) {
            for (int taken = 1; taken <= 20; taken++) {
                prefetcher.next();
                assertThat(made.get()).isBetween(taken, taken + 5);
            }
        }
        assertThat(made.get()).isLessThanOrEqualTo(26);
    }

    @Test
    void throwsAFailureInThePlaceOfItsItemAndGoesOn() throws IOException {
        Loader<Integer, Integer> failing = key -> {
            switch (key) {
                case 1 -> throw new IOException("disk on fire");
                case 2 -> throw new IllegalStateException();
                case 3 -> throw new IOException("item 3: torn");
                case 4 -> throw new OutOfMemoryError("heap");
                default -> {
                    return key;
                }
            }
        };
        try (Prefetcher<Integer, Integer> prefetcher = prefetcher(6, failing, 2, 6)) {
            assertThat(prefetcher.next()).isZero();
            assertThatThrownBy(prefetcher::next)
                    .isInstanceOf(IOException.class)
                    .hasMessage("item 1: disk on fire")
                    .hasRootCauseMessage("disk on fire");
            assertThatThrownBy(prefetcher::next).hasMessage("item 2: IllegalStateException");
            assertThatThrownBy(prefetcher::next).hasMessage("item 3: torn");
            assertThatThrownBy(prefetcher::next).hasMessage("item 4: heap");
            assertThat(prefetcher.next()).isEqualTo(5);
        }
    }

    @Test
    void closingDropsWhatHasNotBegunAndWaitsForTheRest() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        Loader<Integer, Integer> slow = key -> {
            if (key > 0) {
                begun.countDown();
                await(mayEnd);
                interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                ended.incrementAndGet();
            }
            return key;
        };
        Prefetcher<Integer, Integer> prefetcher = prefetcher(50, slow, 1, 10);
        prefetcher.next();
        begun.await();
        Thread closing = new Thread(prefetcher::close);
        closing.start();
        // The one item in the making keeps it from ending.
        closing.join(100);
        assertThat(closing.isAlive()).isTrue();
        mayEnd.countDown();
        closing.join();

        assertThat(ended.get()).isEqualTo(1);
        assertThat(interrupted.get()).isZero();
        assertThat(prefetcher.hasNext()).isFalse();
        assertThatThrownBy(prefetcher::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesNoThreadsAndNoRoom() {
        assertThatThrownBy(() -> prefetcher(1, key -> key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prefetcher(1, key -> key, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
