package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.ImageTokens;
import org.prumerge4j.training.order.BatchCursor;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.SampleOrder;
import org.prumerge4j.training.order.ShuffledOrder;

@Timeout(60)
class PrefetchedSamplesTest {
    private static final int SAMPLES = 20;

    private final Set<String> decodingThreads = ConcurrentHashMap.newKeySet();
    private final SampleOrder order = new ShuffledOrder(SAMPLES, 3);

    /** Every third sample is text; sample 7 cannot be read, nor can the image of sample 8. */
    private final class Source implements SampleSource {
        @Override
        public List<String> ids() {
            return IntStream.range(0, SAMPLES).mapToObj(i -> "s" + i).toList();
        }

        @Override
        public EncodedSample sample(int index) throws IOException {
            if (index == 7) {
                throw new IOException("record gone");
            }
            boolean image = index % 3 != 0;
            int[] ids = {1, image ? ImageTokens.IMAGE_TOKEN_ID : 5, index};
            return new EncodedSample("s" + index, image ? "image" + index % 4 : null, ids, ids.clone());
        }

        @Override
        public float[] pixels(EncodedSample sample) throws IOException {
            if (sample.id().equals("s8")) {
                throw new IOException("sample s8: image gone");
            }
            decodingThreads.add(Thread.currentThread().getName());
            return new float[] {sample.ids()[2]};
        }
    }

    private static ImageInput readAhead(ImageInput image) throws IOException {
        return new PreparedImage(image.name(), new byte[0], image.pixels(), null);
    }

    private void assertSame(PrefetchedSamples prefetched, BatchCursor cursor, int count) throws IOException {
        Source source = new Source();
        for (int i = 0; i < count; i++) {
            int index = cursor.next().indices().get(0);
            if (index == 7) {
                assertThatThrownBy(() -> prefetched.sample(index)).hasMessage("sample s7: record gone");
            } else if (index == 8) {
                assertThatThrownBy(() -> prefetched.sample(index)).hasMessage("sample s8: image gone");
            } else {
                EncodedSample sample = prefetched.sample(index);
                assertThat(sample.ids()).isEqualTo(source.sample(index).ids());
                if (sample.image() != null) {
                    assertThat(prefetched.pixels(sample)).containsExactly(index);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void givesTheSamplesOfTheOrderFromAnyPosition(int threads) throws IOException {
        for (Position position : List.of(Position.START, new Position(2, 5))) {
            decodingThreads.clear();
            try (PrefetchedSamples samples =
                    new PrefetchedSamples(new Source(), order, position, PrefetchedSamplesTest::readAhead, threads)) {
                assertSame(samples, new BatchCursor(order, 1, position), 3 * SAMPLES);
                assertThat(samples.ids()).hasSize(SAMPLES);
            }
            assertThat(decodingThreads)
                    .isNotEmpty()
                    .doesNotContain(Thread.currentThread().getName());
        }
    }

    @Test
    void leavesPixelsAloneThatAreNotNeeded() throws IOException {
        try (PrefetchedSamples samples =
                new PrefetchedSamples(new Source(), order, Position.START, image -> image, 2)) {
            BatchCursor cursor = new BatchCursor(order, 1, Position.START);
            int index;
            do {
                index = cursor.next().indices().get(0);
                if (index != 7) {
                    assertThat(samples.sample(index).id()).isEqualTo("s" + index);
                }
            } while (index % 3 == 0 || index == 7 || index == 8);
            assertThat(decodingThreads).isEmpty();

            // Asked for all the same, they are read on the spot.
            assertThat(samples.pixels(new Source().sample(index))).containsExactly(index);
            assertThat(decodingThreads).containsExactly(Thread.currentThread().getName());
        }
    }

    @Test
    void pixelsMayBeAskedForAfterSeveralSamplesAndLeftOut() throws IOException {
        SampleOrder images = new SampleOrder() {
            @Override
            public int[] epoch(long epoch) {
                return new int[] {1, 2, 4, 5};
            }

            @Override
            public int samples() {
                return 4;
            }

            @Override
            public String description() {
                return "images";
            }
        };
        try (PrefetchedSamples samples =
                new PrefetchedSamples(new Source(), images, Position.START, PrefetchedSamplesTest::readAhead, 2)) {
            EncodedSample first = samples.sample(1);
            samples.sample(2);
            EncodedSample third = samples.sample(4);

            assertThat(samples.pixels(first)).containsExactly(1);
            assertThat(samples.pixels(third)).containsExactly(4);
        }
        assertThat(decodingThreads).doesNotContain(Thread.currentThread().getName());
    }

    @Test
    void anotherOrderThanExpectedGivesTheRightSamplesAllTheSame() throws IOException {
        try (PrefetchedSamples samples =
                new PrefetchedSamples(new Source(), order, Position.START, PrefetchedSamplesTest::readAhead, 2)) {
            int unexpected = order.epoch(0)[0] == 1 ? 2 : 1;
            EncodedSample sample = samples.sample(unexpected);

            assertThat(sample.id()).isEqualTo("s" + unexpected);
            assertThat(samples.pixels(sample)).containsExactly(unexpected);
            assertThat(samples.sample(4).id()).isEqualTo("s4");
        }
    }
}
