package org.prumerge4j.data.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Hugging Face's tokenizers library, by way of DJL. */
final class HuggingFaceTokenizerAdapter implements Tokenizer {
    static {
        // Read once, when DJL's classes load. Without the first it asks a cloud's metadata service and reports usage;
        // without the second it would, on a machine with CUDA, download a library the tokeniser has no use for.
        setUnlessGiven("ai.djl.offline", "true");
        setUnlessGiven("RUST_FLAVOR", "cpu");
    }

    private final LlamaVocabulary vocabulary;
    private final HuggingFaceTokenizer delegate;

    HuggingFaceTokenizerAdapter(LlamaVocabulary vocabulary) throws IOException {
        this.vocabulary = vocabulary;
        byte[] json = TokenizerJson.write(vocabulary, Map.of()).getBytes(StandardCharsets.UTF_8);
        // Left to itself the library cuts at 512 tokens and adds <s>.
        Map<String, String> options = Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");
        try {
            this.delegate = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
        } catch (EngineException | IllegalStateException | LinkageError e) {
            throw new IOException(
                    "cannot load the native tokenizers library, which is unpacked below ~/.djl.ai: " + e.getMessage()
                            + "; if that folder cannot be written, name another one with -DDJL_CACHE_DIR=...",
                    e);
        }
    }

    @Override
    public int[] encode(String text) {
        long[] ids = delegate.encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] ids) {
        for (int id : ids) {
            if (id < 0) {
                throw new IllegalArgumentException(
                        "token id " + id + " has no text; images and padding must be left out");
            }
        }
        return delegate.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    @Override
    public int bosId() {
        return vocabulary.bosId();
    }

    @Override
    public int eosId() {
        return vocabulary.eosId();
    }

    @Override
    public int padId() {
        return vocabulary.unknownId();
    }

    @Override
    public int vocabularySize() {
        return vocabulary.pieces().size();
    }

    @Override
    public void close() {
        delegate.close();
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
