package org.prumerge4j.data.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.data.tokenizer.SentencePieceModel.PieceType;
import org.prumerge4j.testing.GoldenCases;

class TokenizersTest {
    private static final Path CHECKPOINT = GoldenCases.path("checkpoints/vicuna");
    private static final Path MODEL = CHECKPOINT.resolve(Tokenizers.SENTENCE_PIECE_FILE);

    @TempDir
    Path folder;

    @Test
    void readsPiecesAndSpecialIds() throws IOException {
        SentencePieceModel model = SentencePieceModel.read(MODEL);

        assertThat(model.pieces().get(model.unknownId()).type()).isEqualTo(PieceType.UNKNOWN);
        assertThat(model.pieces().get(model.bosId()).text()).isEqualTo("<s>");
        assertThat(model.pieces().get(model.eosId()).text()).isEqualTo("</s>");
        assertThat(model.pieces().stream().filter(piece -> piece.type() == PieceType.BYTE))
                .hasSize(256);
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(model.pieces().size());
            assertThat(tokenizer.bosId()).isEqualTo(model.bosId());
            assertThat(tokenizer.eosId()).isEqualTo(model.eosId());
            assertThat(tokenizer.padId()).isEqualTo(model.unknownId());
        }
    }

    @Test
    void jsonHoldsWhatTheModelHolds() throws IOException {
        LlamaVocabulary vocabulary = Tokenizers.vocabulary(CHECKPOINT);
        writeJson(json(vocabulary));

        assertThat(Tokenizers.vocabulary(folder)).isEqualTo(vocabulary);
    }

    @Test
    void specialTokensInATextAreTheirIds() throws IOException {
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            assertThat(tokenizer.encode("</s><unk><s>"))
                    .containsExactly(tokenizer.eosId(), tokenizer.padId(), tokenizer.bosId());
            assertThat(tokenizer.encode("")).isEmpty();
        }
    }

    @Test
    void longTextsAreNotCut() throws IOException {
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            String text = "12345 ".repeat(1000);

            int[] ids = tokenizer.encode(text);

            assertThat(ids.length).isGreaterThan(2000);
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
        }
    }

    @Test
    void decodingSkipsSpecialTokensAndIdsWithoutAPiece() throws IOException {
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            int[] text = tokenizer.encode("Yes 🙂");
            int[] ids = Arrays.copyOf(text, text.length + 3);
            ids[text.length] = tokenizer.eosId();
            ids[text.length + 1] = tokenizer.padId();
            ids[text.length + 2] = tokenizer.vocabularySize() + 5;

            assertThat(tokenizer.decode(ids)).isEqualTo("Yes 🙂");
            assertThatThrownBy(() -> tokenizer.decode(new int[] {1, -200}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-200");
        }
    }

    @Test
    void aMetaspaceFileOfTransformers5IsReadTheLegacyWay() throws IOException {
        LlamaVocabulary vocabulary = Tokenizers.vocabulary(CHECKPOINT);
        ObjectNode json = json(vocabulary);
        json.putNull("normalizer");
        json.putObject("pre_tokenizer")
                .put("type", "Metaspace")
                .put("replacement", "\u2581")
                .put("prepend_scheme", "always")
                .put("split", false);
        ArrayNode pairs = JSON.createArrayNode();
        vocabulary.merges().forEach(merge -> pairs.addArray().add(merge.left()).add(merge.right()));
        ((ObjectNode) json.get("model")).set("merges", pairs);
        writeJson(json);

        try (Tokenizer legacy = Tokenizers.load(CHECKPOINT);
                Tokenizer tokenizer = Tokenizers.load(folder)) {
            for (String text : new String[] {" leading space", "a</s> b", "  two", "\n x"}) {
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(legacy.encode(text));
            }
        }
    }

    @Test
    void addedTokensAreTextWhereATextMentionsThem() throws IOException {
        LlamaVocabulary vocabulary = Tokenizers.vocabulary(CHECKPOINT);
        int imageId = vocabulary.pieces().size();
        Files.writeString(
                folder.resolve(Tokenizers.JSON_FILE), TokenizerJson.write(vocabulary, Map.of("<image>", imageId)));

        try (Tokenizer plain = Tokenizers.load(CHECKPOINT);
                Tokenizer tokenizer = Tokenizers.load(folder)) {
            assertThat(tokenizer.encode("a <image> b")).doesNotContain(imageId).isEqualTo(plain.encode("a <image> b"));
            assertThat(tokenizer.decode(new int[] {imageId})).isEmpty();
        }
    }

    @Test
    void theModelIsPreferredToTheJson() throws IOException {
        Files.copy(MODEL, folder.resolve(Tokenizers.SENTENCE_PIECE_FILE));
        Files.writeString(folder.resolve(Tokenizers.JSON_FILE), "{}");

        try (Tokenizer tokenizer = Tokenizers.load(folder)) {
            assertThat(tokenizer.vocabularySize()).isPositive();
        }
    }

    @Test
    void refusesAModelCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(MODEL);
        for (int length : new int[] {0, 1, 7, whole.length / 3, whole.length / 2, whole.length - 1}) {
            Path file = folder.resolve(Tokenizers.SENTENCE_PIECE_FILE);
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Tokenizers.load(folder))
                    .as("cut to " + length)
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        refuse("version https://git-lfs.github.com/spec/v1\noid sha256:9e", "Git LFS pointer");
        refuse("<html>Not found</html>", "not a complete SentencePiece model");
        refuse("\u0012\u0002\u0018\u0001", "holds no pieces");
        // A message of one piece "a" whose trainer made a unigram model.
        refuse("\n\u0003\n\u0001a\u0012\u0002\u0018\u0001", "no byte-pair encoding (model_type 1)");
        refuse("\n\u0003\n\u0001a\u0012\u0002\u0018\u0002", "no byte fallback");
    }

    @Test
    void refusesJsonThatIsNoLlamaTokenizer() throws IOException {
        LlamaVocabulary vocabulary = Tokenizers.vocabulary(CHECKPOINT);
        refuseJson(json(vocabulary).put("model", "none"), "no byte-pair encoding");
        ObjectNode noBytes = json(vocabulary);
        ((ObjectNode) noBytes.get("model")).put("byte_fallback", false);
        refuseJson(noBytes, "no byte fallback");
        ObjectNode noEnd = json(vocabulary);
        ObjectNode pieces = (ObjectNode) noEnd.get("model").get("vocab");
        pieces.put("</end>", pieces.remove("</s>").asInt());
        refuseJson(noEnd, "no piece </s>");
        ObjectNode twice = json(vocabulary);
        ((ObjectNode) twice.get("model").get("vocab")).put("<s>", 0);
        refuseJson(twice, "has the id 0");
        Files.writeString(folder.resolve(Tokenizers.JSON_FILE), "{\"model\":\n{");
        assertThatThrownBy(() -> Tokenizers.load(folder))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("not valid JSON");
    }

    @Test
    void refusesAFolderWithoutTokenizer() {
        assertThatThrownBy(() -> Tokenizers.load(folder))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("neither tokenizer.model nor tokenizer.json");
    }

    private void refuse(String model, String problem) throws IOException {
        Files.writeString(folder.resolve(Tokenizers.SENTENCE_PIECE_FILE), model);
        assertThatThrownBy(() -> Tokenizers.load(folder))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(problem);
    }

    private void refuseJson(ObjectNode json, String problem) throws IOException {
        writeJson(json);
        assertThatThrownBy(() -> Tokenizers.load(folder))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(problem);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode json(LlamaVocabulary vocabulary) throws IOException {
        return (ObjectNode) JSON.readTree(TokenizerJson.write(vocabulary, Map.of()));
    }

    private void writeJson(ObjectNode json) throws IOException {
        JSON.writeValue(folder.resolve(Tokenizers.JSON_FILE).toFile(), json);
    }
}
