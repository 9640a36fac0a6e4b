package org.prumerge4j.data.prefetch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Items made ahead by several threads and handed over in the order of their keys. At most {@code capacity} items are
 * finished or in the making at any time. To be used by one thread; only the loader runs in others.
 */
public final class Prefetcher<K, V> implements AutoCloseable {
    private static final double NANOSECONDS = 1e9;

    /** An item in the making. */
    private record Pending<K, V>(K key, Future<V> value) {}

    private final Iterator<? extends K> keys;
    private final Loader<? super K, ? extends V> loader;
    private final Function<? super K, String> name;
    private final int capacity;
    private final ExecutorService workers;
    private final Deque<Pending<K, V>> pending = new ArrayDeque<>();
    private long waitedNanos;
    private boolean closed;

    /**
     * Begins with the first items at the first call of {@link #next}.
     *
     * @param keys in the order in which items are wanted; may be endless; asked by the thread that calls {@link #next}
     * @param name what a key is called in messages, for example {@code sample 17}
     * @param threads number of threads, at least 1
     * @param capacity most items that are finished or in the making, at least 1
     */
    public Prefetcher(
            Iterator<? extends K> keys,
            Loader<? super K, ? extends V> loader,
            Function<? super K, String> name,
            int threads,
            int capacity) {
        if (threads < 1 || capacity < 1) {
            throw new IllegalArgumentException(
                    threads + " threads and room for " + capacity + " items; give at least 1 of each");
        }
        this.keys = keys;
        this.loader = loader;
        this.name = name;
        this.capacity = capacity;
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "data-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether there is another item. */
    public boolean hasNext() {
        return !pending.isEmpty() || (!closed && keys.hasNext());
    }

    /**
     * The next item, waiting for it if need be. If making it failed, the failure is thrown in its place; the item after
     * it can be had all the same.
     *
     * @throws IOException if it could not be made; the message names it
     * @throws NoSuchElementException if there are no more keys
     */
    public V next() throws IOException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        fill();
        Pending<K, V> first = pending.poll();
        if (first == null) {
            throw new NoSuchElementException("no more items");
        }
        long begin = System.nanoTime();
        try {
            return first.value().get();
        } catch (ExecutionException e) {
            throw failure(first.key(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name.apply(first.key()), e);
        } finally {
            waitedNanos += System.nanoTime() - begin;
        }
    }

    /** Seconds that {@link #next} has waited for items in all. */
    public double secondsWaited() {
        return waitedNanos / NANOSECONDS;
    }

    private void fill() {
        while (pending.size() < capacity && keys.hasNext()) {
            K key = keys.next();
            pending.add(new Pending<>(key, workers.submit(() -> loader.load(key))));
        }
    }

    private IOException failure(K key, Throwable cause) {
        String item = name.apply(key);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // A loader that names its item itself is not repeated.
        return new IOException(message.contains(item) ? message : item + ": " + message, cause);
    }

    /**
     * Stops: items not begun are dropped, those in the making are waited for. Threads are not interrupted, for that would
     * close the files they read from.
     */
    @Override
    public void close() {
        closed = true;
        pending.forEach(item -> item.value().cancel(false));
        pending.clear();
        workers.shutdown();
        try {
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
