package org.prumerge4j.model.generation;

import java.util.Arrays;
import java.util.function.IntFunction;

/** Greedy generation that runs all tokens anew for each: slow and plain, the oracle of {@link Generator}. */
final class SlowGeneration {
    private final DecoderLogits decoder;
    private final IntFunction<float[]> embeddingOf;

    SlowGeneration(DecoderLogits decoder, IntFunction<float[]> embeddingOf) {
        this.decoder = decoder;
        this.embeddingOf = embeddingOf;
    }

    int[] generate(float[] prompt, Limits limits) {
        float[] embeddings = prompt;
        int[] ids = new int[limits.maxNewTokens()];
        int count = 0;
        while (count < ids.length) {
            int next = likeliest(decoder.after(embeddings));
            ids[count++] = next;
            if (limits.endIds().contains(next)) {
                break;
            }
            embeddings = join(embeddings, embeddingOf.apply(next));
        }
        return Arrays.copyOf(ids, count);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    static float[] join(float[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        float[] all = new float[length];
        int end = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, end, part.length);
            end += part.length;
        }
        return all;
    }
}
