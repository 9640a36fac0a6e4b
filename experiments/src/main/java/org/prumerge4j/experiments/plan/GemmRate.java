package org.prumerge4j.experiments.plan;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How fast this machine multiplies matrices as the language model does. */
public final class GemmRate {
    /** Tokens of a micro-batch, and the width of a 7B model: {@code [ROWS, WIDTH] x [WIDTH, WIDTH]}. */
    private static final int ROWS = 512;

    private static final int WIDTH = 2048;
    private static final int WARM_UPS = 2;
    private static final int RUNS = 12;
    private static final double NANO = 1e-9;

    private static final int QUICK_RUNS = 3;
    private static final int QUICK_WIDTH = 1024;

    private GemmRate() {}

    /** Floating-point operations per second of the best of a few products in float32. Loads ND4J; takes a second. */
    public static double measure() {
        return measure(WIDTH, RUNS);
    }

    /** The same from fewer and smaller products, in a tenth of the time. */
    public static double quick() {
        return measure(QUICK_WIDTH, QUICK_RUNS);
    }

    private static double measure(int width, int runs) {
        try (INDArray left = Nd4j.ones(DataType.FLOAT, ROWS, width);
                INDArray right = Nd4j.ones(DataType.FLOAT, width, width);
                INDArray product = Nd4j.createUninitialized(DataType.FLOAT, new long[] {ROWS, width}, 'f')) {
            long best = Long.MAX_VALUE;
            for (int run = 0; run < WARM_UPS + runs; run++) {
                long start = System.nanoTime();
                left.mmuli(right, product);
                long taken = System.nanoTime() - start;
                best = run < WARM_UPS ? best : Math.min(best, taken);
            }
            return 2.0 * ROWS * width * width / (best * NANO);
        }
    }
}
