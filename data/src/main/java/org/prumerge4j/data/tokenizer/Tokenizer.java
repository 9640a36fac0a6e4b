package org.prumerge4j.data.tokenizer;

/**
 * A LLaMA tokeniser with the legacy behaviour that Vicuna and LLaVA were trained with.
 *
 * <p>Text is cut at the special tokens {@code <unk>}, {@code <s>} and {@code </s>}; every stretch in between is encoded
 * on its own with a space put in front of it. Spaces, newlines and anything else are kept as they are. An instance may
 * be shared by threads.
 */
public interface Tokenizer extends AutoCloseable {
    /** Token ids of a text, without a beginning-of-sequence id in front; empty for an empty text. */
    int[] encode(String text);

    /**
     * Text of token ids. Special tokens and ids that no piece has are skipped, bytes that do not make up a character
     * become U+FFFD, and one space at the very beginning is taken away.
     *
     * @throws IllegalArgumentException if an id is negative
     */
    String decode(int[] ids);

    /** Id of {@code <s>}, which begins every prompt. */
    int bosId();

    /** Id of {@code </s>}, which ends every answer. */
    int eosId();

    /** Id that fills up batches: that of {@code <unk>}, as LLaVA does it. */
    int padId();

    /** Number of pieces, without tokens added later such as {@code <image>}. */
    int vocabularySize();

    /** Frees native memory; the tokeniser cannot be used afterwards. */
    @Override
    void close();
}
