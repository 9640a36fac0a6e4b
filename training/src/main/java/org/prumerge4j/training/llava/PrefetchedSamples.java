package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.prefetch.Prefetcher;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.training.order.BatchCursor;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.SampleOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples read, encoded and their images decoded by other threads before they are asked for.
 *
 * <p>Which comes next is known from the order of the run. Whatever is asked for out of this order is made on the spot, so
 * that the samples are the same with any number of threads, and with none. To be used by one thread.
 */
public final class PrefetchedSamples implements SampleSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrefetchedSamples.class);
    /** Items made ahead for each thread: more than one, for they take very different times. */
    private static final int AHEAD_PER_THREAD = 8;

    private final SampleSource source;
    private final List<String> ids;
    private final ImagePreparation preparation;
    private final Prefetcher<Integer, Ready> ahead;
    private final Deque<Ready> handedOver = new ArrayDeque<>();
    private boolean inOrder = true;

    /** A sample made ahead, and its image if it has one. */
    private record Ready(int index, EncodedSample sample, @Nullable ImageInput image) {}

    /** An image that cannot be had. */
    private record Unreadable(String name, UnreadableImageException failure) implements ImageInput {
        @Override
        public byte[] contentHash() throws IOException {
            throw failure;
        }

        @Override
        public float[] pixels() throws IOException {
            throw failure;
        }
    }

    /**
     * Samples made ahead.
     *
     * @param source makes them; must be safe for several threads
     * @param order order of the run
     * @param position where the run begins or goes on
     * @param preparation what is done to images ahead, by other threads
     * @param threads number of threads, at least 1
     */
    public PrefetchedSamples(
            SampleSource source, SampleOrder order, Position position, ImagePreparation preparation, int threads) {
        this.source = source;
        this.ids = source.ids();
        this.preparation = preparation;
        this.ahead = new Prefetcher<>(
                indices(order, position),
                this::make,
                index -> "sample " + ids.get(index),
                threads,
                AHEAD_PER_THREAD * threads);
    }

    @Override
    public List<String> ids() {
        return ids;
    }

    @Override
    public EncodedSample sample(int index) throws IOException {
        if (!inOrder) {
            return source.sample(index);
        }
        Ready ready = ahead.next();
        if (ready.index() != index) {
            LOG.warn(
                    "sample {} is asked for where {} was expected; from here on nothing is made ahead",
                    index,
                    ready.index());
            inOrder = false;
            return source.sample(index);
        }
        if (ready.image() != null) {
            handedOver.add(ready);
        }
        return ready.sample();
    }

    @Override
    public float[] pixels(EncodedSample sample) throws IOException {
        return image(sample).pixels();
    }

    @Override
    public ImageInput image(EncodedSample sample) throws IOException {
        // Samples come before their images and in the same order; those passed over were not needed after all.
        while (!handedOver.isEmpty()) {
            Ready ready = handedOver.poll();
            if (ready.sample().equals(sample) && ready.image() != null) {
                return ready.image();
            }
        }
        return source.image(sample);
    }

    /** Seconds that were spent waiting for samples. */
    public double secondsWaited() {
        return ahead.secondsWaited();
    }

    @Override
    public void close() {
        ahead.close();
    }

    private Ready make(int index) throws IOException {
        EncodedSample sample = source.sample(index);
        boolean hasImage = sample.image() != null;
        try {
            return new Ready(index, sample, hasImage ? preparation.prepare(source.image(sample)) : null);
        } catch (UnreadableImageException e) {
            // Thrown when the image is asked for: the sample itself is sound, and whoever asks decides.
            return new Ready(index, sample, new Unreadable(String.valueOf(sample.image()), e));
        }
    }

    /** The samples of all epochs from a position on; without end. */
    private static Iterator<Integer> indices(SampleOrder order, Position position) {
        BatchCursor cursor = new BatchCursor(order, 1, position);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return cursor.next().indices().get(0);
            }
        };
    }
}
