package org.prumerge4j.experiments.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A question to a checkpoint.
 *
 * @param checkpoint folder of a whole checkpoint
 * @param adapter folder of an adapter trained on it; {@code null} = none
 * @param image image file; {@code null} = a question without one
 * @param question the question
 * @param reducer {@code name} or {@code name/preset}; {@code null} = the one the checkpoint was trained with
 * @param maxNewTokens longest answer in tokens
 * @param logits file for the prompt's embeddings and logits, written instead of an answer; {@code null} = an answer
 */
public record GenerateRequest(
        Path checkpoint,
        @Nullable Path adapter,
        @Nullable Path image,
        String question,
        @Nullable String reducer,
        int maxNewTokens,
        @Nullable Path logits) {}
