package org.prumerge4j.data.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.testing.GoldenCases;

/** Token ids of {@code text.json}, from either kind of tokenizer file. */
class TokenizeGoldenTest {
    private static final Path CHECKPOINT = GoldenCases.path("checkpoints/vicuna");

    private static final Pattern SPECIAL = Pattern.compile("</?s>|<unk>");

    @TempDir
    Path folder;

    @Test
    void sentencePieceModelGivesTheReferenceIds() throws IOException {
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            assertGolden(tokenizer);
        }
    }

    @Test
    void jsonMadeOfItGivesTheReferenceIds() throws IOException {
        LlamaVocabulary vocabulary = Tokenizers.vocabulary(CHECKPOINT);
        int size = vocabulary.pieces().size();
        Files.writeString(
                folder.resolve(Tokenizers.JSON_FILE),
                TokenizerJson.write(vocabulary, Map.of("<image>", size, "<pad>", size + 1)));

        try (Tokenizer tokenizer = Tokenizers.load(folder)) {
            assertGolden(tokenizer);
        }
    }

    @Test
    void decodingGivesTheTextBack() throws IOException {
        try (Tokenizer tokenizer = Tokenizers.load(CHECKPOINT)) {
            for (JsonNode golden : GoldenCases.json("text.json").get("tokenize")) {
                String text = golden.get("text").asText();
                if (!SPECIAL.matcher(text).find()) {
                    assertThat(tokenizer.decode(ids(golden))).isEqualTo(text);
                }
            }
        }
    }

    private static void assertGolden(Tokenizer tokenizer) {
        List<String> texts = new ArrayList<>();
        for (JsonNode golden : GoldenCases.json("text.json").get("tokenize")) {
            String text = golden.get("text").asText();
            texts.add(text);
            int[] withBegin = IntStream.concat(IntStream.of(tokenizer.bosId()), IntStream.of(tokenizer.encode(text)))
                    .toArray();
            assertThat(withBegin).as(text).isEqualTo(ids(golden));
        }
        assertThat(texts).isNotEmpty();
    }

    private static int[] ids(JsonNode golden) {
        return IntStream.range(0, golden.get("ids").size())
                .map(i -> golden.get("ids").get(i).asInt())
                .toArray();
    }
}
