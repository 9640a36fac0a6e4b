package org.prumerge4j.experiments.measure;

import java.util.stream.IntStream;

/** How fast this machine moves numbers between memory and processor. */
final class MemoryRate {
    private static final int PARTS = 64;
    /** 256 MB in all: far more than caches hold. */
    private static final int PART = 1 << 20;

    private static final int RUNS = 3;
    private static final double NANO = 1e-9;

    private MemoryRate() {}

    /** Bytes per second of the best of a few passes that read and write, with all processors. */
    static double measure() {
        float[][] parts = new float[PARTS][PART];
        long best = Long.MAX_VALUE;
        for (int run = 0; run <= RUNS; run++) {
            long begin = System.nanoTime();
            IntStream.range(0, PARTS).parallel().forEach(part -> scale(parts[part]));
            long taken = System.nanoTime() - begin;
            best = run == 0 ? best : Math.min(best, taken);
        }
        return 2.0 * Float.BYTES * PARTS * PART / (best * NANO);
    }

    private static void scale(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * 0.5f + 1;
        }
    }
}
