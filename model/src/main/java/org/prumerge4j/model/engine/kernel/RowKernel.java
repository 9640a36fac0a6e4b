package org.prumerge4j.model.engine.kernel;

import org.prumerge4j.model.engine.ir.Kernel;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Tile;
import org.prumerge4j.model.engine.parallel.Workers;

/** A kernel whose rows do not depend on one another, shared out in runs of rows worth a few microseconds. */
public final class RowKernel implements Kernel, Tile {
    /** Floats of one tile: enough to outweigh handing it out, few enough to stay in a core's cache. */
    private static final int TILE_ELEMENTS = 16_384;
    /** Floats of one chunk of an array that has no rows of its own: loops of the JVM are slow at both ends. */
    private static final int CHUNK = 4096;

    private final String kind;
    private final int rows;
    private final int rowsPerTile;
    private final Rows body;

    /** What is done to some of the rows. */
    @FunctionalInterface
    public interface Rows {
        /** Runs rows from the first to the one before the last. */
        void run(int from, int to, Scratch scratch);
    }

    /** What is done to some of the elements. */
    @FunctionalInterface
    public interface Chunk {
        /** Runs a number of elements, which fit in a scratch row, from the first. */
        void run(int first, int count, Scratch scratch);
    }

    private RowKernel(String kind, int rows, int width, Rows body) {
        this.kind = kind;
        this.rows = rows;
        this.rowsPerTile = Math.max(1, TILE_ELEMENTS / Math.max(1, width));
        this.body = body;
    }

    /** A kernel on rows of the given width. */
    public static RowKernel rows(String kind, int rows, int width, Rows body) {
        return new RowKernel(kind, rows, width, body);
    }

    /** A kernel on single elements. */
    public static RowKernel elements(String kind, int size, Chunk body) {
        int chunks = (size + CHUNK - 1) / CHUNK;
        return new RowKernel(kind, chunks, CHUNK, (from, to, scratch) -> {
            for (int chunk = from; chunk < to; chunk++) {
                int first = chunk * CHUNK;
                body.run(first, Math.min(CHUNK, size - first), scratch);
            }
        });
    }

    /** A kernel that runs on one thread. */
    public static RowKernel whole(String kind, Rows body) {
        return new RowKernel(kind, 1, 1, body);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public void run(Workers workers) {
        workers.run((rows + rowsPerTile - 1) / rowsPerTile, this);
    }

    @Override
    public void run(int number, Scratch scratch) {
        int from = number * rowsPerTile;
        body.run(from, Math.min(rows, from + rowsPerTile), scratch);
    }
}
