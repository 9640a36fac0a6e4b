package org.prumerge4j.training.llava;

import java.util.Arrays;
import org.prumerge4j.data.tokenizer.Tokenizer;

/** A token for every word, and for nothing else. */
final class WordTokenizer implements Tokenizer {
    private static final int FIRST = 3;
    private static final int SIZE = 32_000;

    @Override
    public int[] encode(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToInt(word -> FIRST + Math.floorMod(word.hashCode(), SIZE - FIRST))
                .toArray();
    }

    @Override
    public String decode(int[] ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int bosId() {
        return 1;
    }

    @Override
    public int eosId() {
        return 2;
    }

    @Override
    public int padId() {
        return 0;
    }

    @Override
    public int vocabularySize() {
        return SIZE;
    }

    @Override
    public void close() {}
}
