package org.prumerge4j.data.tokenizer;

import java.util.List;

/**
 * All that tells one LLaMA tokeniser from another.
 *
 * @param pieces entries of the vocabulary in the order of their ids; U+2581 for a space, {@code <0x0A>} for a byte
 * @param merges pairs of pieces that are joined, most urgent first
 * @param unknownId id of {@code <unk>}
 * @param bosId id of {@code <s>}
 * @param eosId id of {@code </s>}
 */
public record LlamaVocabulary(List<String> pieces, List<Merge> merges, int unknownId, int bosId, int eosId) {
    /** Two pieces that may be joined to one. */
    public record Merge(String left, String right) {}

    /** Copies the lists. */
    public LlamaVocabulary {
        pieces = List.copyOf(pieces);
        merges = List.copyOf(merges);
    }
}
