package org.prumerge4j.training.accumulation;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.training.optimizer.GradientClipping;
import org.prumerge4j.training.optimizer.TrainableParameter;

/**
 * Gradient of a window of micro-batches, every supervised token weighing the same: sum of the gradients of summed token
 * losses, divided by the supervised tokens of the whole window. Averaging the means of micro-batches instead would
 * weigh a token more the fewer its micro-batch has, and training would depend on how a batch is cut.
 */
public final class TokenWeightedAccumulator implements GradientSink {
    /** Elements copied out of a buffer at a time. */
    private static final int BLOCK = 4096;

    private final Map<String, float[]> sums = new LinkedHashMap<>();
    private final float[] block = new float[BLOCK];
    private double summedLoss;
    private long supervisedTokens;
    private boolean open = true;

    /** An empty window; memory for one float32 gradient per parameter is kept for the whole run. */
    public TokenWeightedAccumulator(Collection<TrainableParameter> parameters) {
        parameters.forEach(parameter -> sums.put(parameter.name(), new float[parameter.size()]));
    }

    /** Starts a new window at zero. */
    public void begin() {
        sums.values().forEach(sum -> Arrays.fill(sum, 0));
        summedLoss = 0;
        supervisedTokens = 0;
        open = true;
    }

    @Override
    public void add(String parameter, FloatBuffer gradient) {
        requireOpen();
        float[] sum = sums.get(parameter);
        if (sum == null) {
            throw new IllegalArgumentException(
                    "gradient of " + parameter + ", which is not trained; trained are " + sums.keySet());
        }
        if (gradient.capacity() != sum.length) {
            throw new IllegalArgumentException("gradient of " + parameter + " has " + gradient.capacity()
                    + " elements, the parameter " + sum.length);
        }
        for (int offset = 0; offset < sum.length; offset += BLOCK) {
            int count = Math.min(BLOCK, sum.length - offset);
            gradient.get(offset, block, 0, count);
            for (int i = 0; i < count; i++) {
                sum[offset + i] += block[i];
            }
        }
    }

    /** Adds the loss of one micro-batch: the sum over its supervised tokens, and their number. */
    public void addLoss(double sum, long tokens) {
        requireOpen();
        if (tokens < 0) {
            throw new IllegalArgumentException("a micro-batch with " + tokens + " supervised tokens");
        }
        summedLoss += sum;
        supervisedTokens += tokens;
    }

    /** Supervised tokens of the window so far; with 0 there is nothing to learn from it. */
    public long supervisedTokens() {
        return supervisedTokens;
    }

    /** Mean loss of the window's supervised tokens; NaN if there are none. */
    public double meanLoss() {
        return summedLoss / supervisedTokens;
    }

    /**
     * Closes the window.
     *
     * @return the gradient of the mean loss by parameter name: the live arrays, which the next window overwrites
     * @throws IllegalStateException if the window has no supervised token or is closed already
     */
    public Map<String, float[]> meanGradients() {
        requireOpen();
        if (supervisedTokens == 0) {
            throw new IllegalStateException("a window without supervised tokens has no mean gradient; skip it");
        }
        open = false;
        GradientClipping.scale(sums.values(), (float) (1.0 / supervisedTokens));
        return Collections.unmodifiableMap(sums);
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the window is closed; begin() the next one first");
        }
    }
}
