package org.prumerge4j.model.generation;

import java.util.Arrays;
import java.util.function.IntFunction;

/** Continues a prompt with the likeliest token, again and again. */
public final class GreedyGeneration {
    private final NextTokenLogits decoder;
    private final IntFunction<float[]> embeddingOf;
    private final int endId;

    /**
     * Greedy generation.
     *
     * @param embeddingOf gives the embedding {@code [hidden]} of a token id
     * @param endId id that ends an answer
     */
    public GreedyGeneration(NextTokenLogits decoder, IntFunction<float[]> embeddingOf, int endId) {
        this.decoder = decoder;
        this.embeddingOf = embeddingOf;
        this.endId = endId;
    }

    /**
     * Continues a prompt until the end id, which is part of the result, or the maximum.
     *
     * @param prompt embeddings of the prompt, {@code [tokens, hidden]} row by row
     * @param maxNewTokens most tokens to generate
     * @return ids of the generated tokens
     */
    public int[] generate(float[] prompt, int maxNewTokens) {
        float[] embeddings = prompt;
        int[] ids = new int[maxNewTokens];
        int count = 0;
        while (count < maxNewTokens) {
            int next = likeliest(decoder.after(embeddings));
            ids[count++] = next;
            if (next == endId) {
                break;
            }
            embeddings = append(embeddings, embeddingOf.apply(next));
        }
        return Arrays.copyOf(ids, count);
    }

    /** Index of the largest logit, the first of several. */
    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private static float[] append(float[] embeddings, float[] row) {
        float[] longer = Arrays.copyOf(embeddings, embeddings.length + row.length);
        System.arraycopy(row, 0, longer, embeddings.length, row.length);
        return longer;
    }
}
