package org.prumerge4j.experiments.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.tokenizer.Tokenizer;

/**
 * What is to be checked.
 *
 * @param instructions the instruction file
 * @param images folder that the records' image paths are relative to
 * @param template how conversations become text
 * @param tokenizer null if there is none: then nothing is said about answers
 * @param maxLength longest sequence in tokens, visual ones included
 * @param visualTokens expected visual tokens of an image
 * @param headersOnly whether to leave the pixels of images alone
 * @param threads number of threads, at least 1
 */
public record CheckRequest(
        Path instructions,
        Path images,
        PromptTemplate template,
        @Nullable Tokenizer tokenizer,
        int maxLength,
        int visualTokens,
        boolean headersOnly,
        int threads) {}
