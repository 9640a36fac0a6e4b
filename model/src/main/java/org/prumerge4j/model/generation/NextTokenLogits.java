package org.prumerge4j.model.generation;

/** A decoder as generation sees it. */
public interface NextTokenLogits {
    /**
     * Logits of the token that follows.
     *
     * @param embeddings all tokens so far, {@code [tokens, hidden]} row by row
     * @return {@code [vocabulary]}
     */
    float[] after(float[] embeddings);
}
