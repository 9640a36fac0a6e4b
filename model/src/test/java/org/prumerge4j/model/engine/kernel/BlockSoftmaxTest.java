package org.prumerge4j.model.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prumerge4j.model.engine.memory.Region;
import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.model.engine.parallel.Workers;

/** A block in which each query sees some first tokens and, behind a gap, its own; in double precision beside it. */
class BlockSoftmaxTest {
    private static final int SHARED = 150;
    private static final int QUERIES = 37;
    private static final int TOKENS = SHARED + QUERIES;
    private static final int OWN = 5;
    private static final float HIDDEN = -1e9f;
    private static final float SCALE = 0.25f;
    private static final double TOLERANCE = 2e-6;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Scratch scratch = new Scratch();
    private final List<FloatPointer> memories = new ArrayList<>();

    @AfterEach
    void close() {
        memories.forEach(FloatPointer::close);
        scratch.close();
    }

    /** Scores up to these sizes: moderate ones, large ones, and such as overflow without a shift. */
    @ParameterizedTest
    @ValueSource(floats = {3, 39.5f, 60, 2000})
    void weightsAndGradientsAreThoseOfDoubles(float size) {
        VisibleRanges ranges = ranges();
        QueryBlock block = new QueryBlock(0, SHARED, QUERIES, ranges.window(SHARED, QUERIES));
        assertThat(block.width())
                .as("the window has the shared tokens and the queries")
                .isEqualTo(TOKENS);
        float[] scores = drawn(block.elements(), size);
        float[] slopes = drawn(block.elements(), 1);
        double[][] expected = weights(scores);

        Region weights = region(scores);
        BlockSoftmax softmax = new BlockSoftmax(ranges);
        float[] shifts = new float[QUERIES];
        softmax.exponentials(weights, block, shifts, scratch);
        float[] logarithms = new float[QUERIES];
        for (int query = 0; query < QUERIES; query++) {
            double sum = 0;
            for (int token = 0; token < TOKENS; token++) {
                sum += weights.floats().get(query * TOKENS + token);
            }
            for (int token = 0; token < TOKENS; token++) {
                assertThat(weights.floats().get(query * TOKENS + token) / sum)
                        .isCloseTo(expected[query][token], within(TOLERANCE));
            }
            logarithms[query] = (float) (shifts[query] + Math.log(sum));
        }

        Region again = region(scores);
        Region gradients = region(slopes);
        // Sums as large as these scores have few digits behind the point.
        double tolerance = TOLERANCE + size * 1e-7;
        softmax.weights(again, block, region(logarithms), 0, scratch);
        BlockSoftmax.scoreGradients(again, gradients, block, SCALE, scratch);
        for (int query = 0; query < QUERIES; query++) {
            double mean = 0;
            for (int token = 0; token < TOKENS; token++) {
                mean += expected[query][token] * slopes[query * TOKENS + token];
            }
            for (int token = 0; token < TOKENS; token++) {
                int at = query * TOKENS + token;
                assertThat((double) again.floats().get(at)).isCloseTo(expected[query][token], within(tolerance));
                assertThat((double) gradients.floats().get(at))
                        .isCloseTo(SCALE * expected[query][token] * (slopes[at] - mean), within(tolerance));
            }
        }
    }

    private static boolean visible(int query, int token) {
        int own = SHARED + query / OWN * OWN;
        return token < SHARED || (token >= own && token <= SHARED + query);
    }

    private static double[][] weights(float[] scores) {
        double[][] weights = new double[QUERIES][TOKENS];
        for (int query = 0; query < QUERIES; query++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int token = 0; token < TOKENS; token++) {
                max = visible(query, token) ? Math.max(max, scores[query * TOKENS + token]) : max;
            }
            double sum = 0;
            for (int token = 0; token < TOKENS; token++) {
                weights[query][token] = visible(query, token) ? Math.exp(scores[query * TOKENS + token] - max) : 0;
                sum += weights[query][token];
            }
            for (int token = 0; token < TOKENS; token++) {
                weights[query][token] /= sum;
            }
        }
        return weights;
    }

    private VisibleRanges ranges() {
        float[] mask = new float[TOKENS * TOKENS];
        for (int row = 0; row < TOKENS; row++) {
            for (int token = 0; token < TOKENS; token++) {
                boolean seen = row < SHARED ? token <= row : visible(row - SHARED, token);
                mask[row * TOKENS + token] = seen ? 0 : HIDDEN;
            }
        }
        VisibleRanges ranges = VisibleRanges.ofMask(region(mask), TOKENS, TOKENS);
        try (Workers workers = new Workers(1)) {
            ranges.run(workers);
        }
        return ranges;
    }

    private float[] drawn(int count, float size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = size * (2 * (float) random.nextDouble() - 1);
        }
        return values;
    }

    private Region region(float[] values) {
        FloatPointer memory = new FloatPointer(values);
        memories.add(memory);
        Region region = new Region();
        region.place(memory.address(), values.length);
        return region;
    }
}
