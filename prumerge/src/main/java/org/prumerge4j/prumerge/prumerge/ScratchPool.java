package org.prumerge4j.prumerge.prumerge;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.prumerge4j.model.engine.parallel.Scratch;

/**
 * Memory outside the heap for matrix products, kept from image to image: fresh memory costs as much as the product. There
 * is as much as the most images that were ever worked on at once needed; it is given back with the reducer.
 */
final class ScratchPool {
    private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();

    /** Lends memory to a computation. */
    void lend(Consumer<Scratch> use) {
        Scratch free = idle.poll();
        Scratch scratch = free == null ? new Scratch() : free;
        try {
            use.accept(scratch);
        } finally {
            idle.add(scratch);
        }
    }
}
