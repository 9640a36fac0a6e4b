package org.prumerge4j.prumerge.prumerge;

import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.prumerge.AttentionOptions.HeadMode;

/**
 * Attention the class token pays to each patch: the row of the last layer's attention matrix, class key included in the
 * softmax and left out of the result. In double precision, since decisions hang on it.
 */
final class ClassAttention {
    private ClassAttention() {}

    /**
     * Attention to each patch, [N].
     *
     * @throws IllegalArgumentException if query and keys are missing or not finite
     */
    static double[] of(ReducerInput input, AttentionOptions options) {
        if (!input.hasAttention()) {
            throw new IllegalArgumentException("image " + input.identity()
                    + ": this reducer needs the class query and the keys of the vision encoder's last layer");
        }
        int heads = options.headMode() == HeadMode.CONCAT ? 1 : input.heads();
        int width = input.channels() / heads;
        double scale = options.scale() == null ? 1 / Math.sqrt(width) : options.scale();
        double[] attention = new double[input.patches()];
        double[] logits = new double[input.patches() + 1];
        double[] query = DoubleDot.widened(input.classQuery(), 0, input.channels());
        for (int head = 0; head < heads; head++) {
            logits(input, query, head * width, width, scale, logits);
            softmax(logits);
            for (int patch = 0; patch < attention.length; patch++) {
                double weight = logits[patch + 1];
                attention[patch] = options.headMode() == HeadMode.MAX_SOFTMAX
                        ? Math.max(attention[patch], weight)
                        : attention[patch] + weight / heads;
            }
        }
        return attention;
    }

    private static void logits(ReducerInput input, double[] query, int from, int width, double scale, double[] logits) {
        float[] keys = input.keys();
        for (int token = 0; token < logits.length; token++) {
            double product = DoubleDot.of(query, from, keys, token * input.channels() + from, width) * scale;
            if (!Double.isFinite(product)) {
                throw new IllegalArgumentException("image " + input.identity() + ": attention to token " + token
                        + " (0 is the class token) is " + product + ", expected finite queries and keys; check the"
                        + " pixel values of this image, and q_proj and k_proj of the vision encoder's last layer");
            }
            logits[token] = product;
        }
    }

    private static void softmax(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i] - largest);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
    }
}
