package org.prumerge4j.lora;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.graph.DropoutPattern;
import org.prumerge4j.model.graph.GraphBuilder;

/**
 * Dropout of the adapters' inputs: an element is zeroed with the given probability, else multiplied by
 * {@code 1 / (1 - probability)}.
 *
 * <p>Which elements are zeroed depends on the seed, the step, the micro-batch, the adapter and the element, and on
 * nothing else: a run that is resumed zeroes what it would have zeroed. Masks are never stored; a graph is given one
 * number per micro-batch.
 *
 * @param seed of everything drawn
 * @param probability with which an element is zeroed, in [0, 1)
 */
public record DropoutMasks(long seed, double probability) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the probability is out of range
     */
    public DropoutMasks {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "dropout is " + probability + ", expected a probability of at least 0 and below 1");
        }
    }

    /** Whether graphs have dropout at all. */
    public boolean needed() {
        return probability > 0;
    }

    /** Which elements of an adapter's input are zeroed once a number is drawn. */
    static DropoutPattern pattern(double probability, Adapter adapter) {
        long stream = SeedDerivation.generator(0, adapter.dropoutName()).nextLong();
        return new DropoutPattern(probability, stream);
    }

    /**
     * The number drawn for one micro-batch.
     *
     * @param step optimiser step, counted from 0 over the whole run
     * @param microBatch micro-batch within the step
     */
    public long draw(long step, int microBatch) {
        return SeedDerivation.generator(seed, GraphBuilder.DRAW, step, microBatch)
                .nextLong();
    }

    /** The input that a graph with dropout takes, none without; the caller closes the array. See {@link #draw}. */
    public Map<String, INDArray> inputs(long step, int microBatch) {
        if (!needed()) {
            return Map.of();
        }
        long draw = draw(step, microBatch);
        return Map.of(GraphBuilder.DRAW, Nd4j.createFromArray((int) (draw >>> Integer.SIZE), (int) draw));
    }
}
