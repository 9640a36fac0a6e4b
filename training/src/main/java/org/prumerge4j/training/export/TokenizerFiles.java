package org.prumerge4j.training.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.prumerge4j.data.tokenizer.LlamaVocabulary;
import org.prumerge4j.data.tokenizer.TokenizerJson;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;

/** The files from which transformers and inference servers make the tokeniser. */
final class TokenizerFiles {
    /** Token that stands for an image in llava-hf prompts. */
    static final String IMAGE = "<image>";
    /** Token that llava-hf pads with. */
    static final String PAD = "<pad>";

    private static final int MAX_LENGTH = 2048;

    private final AtomicFiles files;
    private final LlamaVocabulary vocabulary;
    private final Map<String, Integer> added;

    /**
     * Files of a tokeniser.
     *
     * @param added tokens beyond the vocabulary with their ids; may be empty
     */
    TokenizerFiles(AtomicFiles files, LlamaVocabulary vocabulary, Map<String, Integer> added) {
        this.files = files;
        this.vocabulary = vocabulary;
        this.added = new LinkedHashMap<>(added);
    }

    /**
     * Writes all files.
     *
     * @param source folder whose {@code tokenizer.model} is copied if it has one
     */
    void write(Path folder, Path source) throws IOException {
        files.writeFile(
                folder.resolve(Tokenizers.JSON_FILE),
                TokenizerJson.write(vocabulary, added).getBytes(StandardCharsets.UTF_8));
        Path model = source.resolve(Tokenizers.SENTENCE_PIECE_FILE);
        if (Files.isRegularFile(model)) {
            files.writeFile(folder.resolve(Tokenizers.SENTENCE_PIECE_FILE), Files.readAllBytes(model));
        }
        files.writeFile(folder.resolve("tokenizer_config.json"), StrictJson.format(configuration()));
        files.writeFile(folder.resolve("special_tokens_map.json"), StrictJson.format(specialTokens()));
        if (!added.isEmpty()) {
            ObjectNode ids = StrictJson.object();
            added.forEach(ids::put);
            files.writeFile(folder.resolve("added_tokens.json"), StrictJson.format(ids));
        }
    }

    private ObjectNode configuration() {
        ObjectNode json = StrictJson.object();
        json.put("tokenizer_class", "LlamaTokenizer");
        if (added.containsKey(IMAGE)) {
            json.put("processor_class", "LlavaProcessor");
            json.putObject("extra_special_tokens").put("image_token", IMAGE);
        }
        json.put("add_bos_token", true);
        json.put("add_eos_token", false);
        names().forEach(json::put);
        ObjectNode decoder = json.putObject("added_tokens_decoder");
        ids().forEach((content, id) -> describe(decoder.putObject(Integer.toString(id)), content));
        json.put("clean_up_tokenization_spaces", false);
        json.put("legacy", true);
        json.put("model_max_length", MAX_LENGTH);
        json.put("padding_side", added.containsKey(IMAGE) ? "left" : "right");
        json.putObject("sp_model_kwargs");
        return json;
    }

    private ObjectNode specialTokens() {
        ObjectNode json = StrictJson.object();
        names().forEach((role, content) -> describe(json.putObject(role), content));
        if (added.containsKey(IMAGE)) {
            json.put("image_token", IMAGE);
        }
        return json;
    }

    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("bos_token", piece(vocabulary.bosId()));
        names.put("eos_token", piece(vocabulary.eosId()));
        names.put("unk_token", piece(vocabulary.unknownId()));
        names.put("pad_token", added.containsKey(PAD) ? PAD : piece(vocabulary.unknownId()));
        return names;
    }

    private Map<String, Integer> ids() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int id : new int[] {vocabulary.unknownId(), vocabulary.bosId(), vocabulary.eosId()}) {
            ids.put(piece(id), id);
        }
        ids.putAll(added);
        return ids;
    }

    private String piece(int id) {
        return vocabulary.pieces().get(id);
    }

    private static void describe(ObjectNode token, String content) {
        token.put("content", content);
        for (String flag : new String[] {"lstrip", "normalized", "rstrip", "single_word"}) {
            token.put(flag, false);
        }
        token.put("special", true);
    }
}
