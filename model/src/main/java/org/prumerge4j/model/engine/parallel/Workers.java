package org.prumerge4j.model.engine.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few threads, the calling one among them, that take the tiles of a kernel one by one.
 *
 * <p>A thread that the operating system keeps waiting takes no tiles, so the others do its share; only a tile already
 * begun is waited for. Which thread runs a tile changes nothing in its result. Idle threads spin for longer than
 * usually passes between two kernels and then sleep. One caller at a time.
 */
public final class Workers implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;
    private static final long SLEEP_NANOS = 50_000;
    private static final int SPINS_BETWEEN_LOOKS = 64;
    private static final int LEFT_BITS = 32;

    private final Helper[] helpers;
    private final Scratch own = new Scratch();
    /** Number of the kernel in the upper half, tiles nobody has taken yet in the lower: taken with one comparison. */
    private final AtomicLong state = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Tile tile;
    private volatile boolean closed;

    /**
     * Workers.
     *
     * @param count threads in all, with the calling one
     */
    public Workers(int count) {
        Blas.useCallingThreadOnly();
        helpers = new Helper[count - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper("engine-" + (i + 1));
            helpers[i].thread.start();
        }
    }

    /** Threads in all, with the calling one. */
    public int count() {
        return helpers.length + 1;
    }

    /**
     * Runs a kernel's tiles and returns when all are done.
     *
     * @throws IllegalStateException if a tile failed; its error is the cause
     */
    public void run(int count, Tile work) {
        if (count == 1 || helpers.length == 0) {
            for (int i = 0; i < count; i++) {
                work.run(i, own);
            }
            return;
        }
        tile = work;
        unfinished.set(count);
        long kernel = (state.get() >>> LEFT_BITS) + 1;
        state.set(kernel << LEFT_BITS | count);
        for (Helper helper : helpers) {
            helper.wake();
        }
        boolean left = true;
        while (left) {
            left = takeOne(own);
        }
        awaitOthers();
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("a kernel failed", thrown);
        }
    }

    /** Takes and runs a tile, if one is left. */
    private boolean takeOne(Scratch scratch) {
        long seen = state.get();
        int left = (int) seen;
        if (left == 0) {
            return false;
        }
        // Written before the state was, and not again while tiles are left: the right one if the comparison succeeds.
        Tile work = tile;
        if (work != null && state.compareAndSet(seen, seen - 1)) {
            try {
                work.run(left - 1, scratch);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                unfinished.decrementAndGet();
            }
        }
        return true;
    }

    private void awaitOthers() {
        long deadline = System.nanoTime() + SPIN_NANOS;
        while (unfinished.get() > 0) {
            for (int i = 0; i < SPINS_BETWEEN_LOOKS && unfinished.get() > 0; i++) {
                Thread.onSpinWait();
            }
            if (System.nanoTime() > deadline) {
                LockSupport.parkNanos(SLEEP_NANOS);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper.thread);
        }
        for (Helper helper : helpers) {
            boolean interrupted = false;
            while (helper.thread.isAlive()) {
                try {
                    helper.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            helper.scratch.close();
        }
        own.close();
    }

    /** A thread of its own with what it needs. */
    private final class Helper {
        private final Scratch scratch = new Scratch();
        private final Thread thread;
        private volatile boolean asleep;

        Helper(String name) {
            thread = new Thread(this::work, name);
            thread.setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        private void work() {
            while (!closed) {
                if (!takeOne(scratch)) {
                    idle();
                }
            }
        }

        private void idle() {
            long seen = state.get();
            if ((int) seen != 0) {
                return;
            }
            long deadline = System.nanoTime() + SPIN_NANOS;
            while (System.nanoTime() < deadline) {
                for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
                    if (state.get() != seen) {
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
            asleep = true;
            while (state.get() == seen && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }
}
