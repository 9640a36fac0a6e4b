package org.prumerge4j.data.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.testing.GoldenCases;

/** Prompts, ids and labels of {@code text.json}, made of the records of {@code train/data.json}. */
class LabelsGoldenTest {
    private static final int MAX_LENGTH = 2048;

    private Tokenizer tokenizer;

    @BeforeEach
    void load() throws IOException {
        tokenizer = Tokenizers.load(GoldenCases.path("checkpoints/vicuna"));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void samplesAreThoseOfTheReference() throws IOException {
        Map<String, InstructionRecord> records = InstructionReader.read(GoldenCases.path("train/data.json")).stream()
                .collect(Collectors.toMap(InstructionRecord::id, Function.identity()));
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, MAX_LENGTH);
        JsonNode samples = GoldenCases.json("text.json").get("samples");

        assertThat(samples).isNotEmpty();
        for (JsonNode golden : samples) {
            InstructionRecord record = records.get(golden.get("id").asText());
            EncodedSample sample = encoder.encode(record);

            assertThat(PromptTemplate.VICUNA_V1.text(record.turns(), record.image() != null))
                    .isEqualTo(golden.get("prompt").asText());
            assertThat(sample.ids()).as(record.id()).isEqualTo(ints(golden.get("input_ids")));
            assertThat(sample.labels()).as(record.id()).isEqualTo(ints(golden.get("labels")));
            assertThat(sample.image()).isEqualTo(record.image());
            assertThat(sample.referenceMismatch()).isFalse();
        }
    }

    @Test
    void theOracleAgreesWithTheReference() {
        for (JsonNode golden : GoldenCases.json("text.json").get("samples")) {
            String prompt = golden.get("prompt").asText();
            ReferenceLabels.Result result =
                    new ReferenceLabels(tokenizer, prompt.contains("<image>"), MAX_LENGTH).of(prompt);

            assertThat(result.ids()).isEqualTo(ints(golden.get("input_ids")));
            assertThat(result.labels()).isEqualTo(ints(golden.get("labels")));
        }
    }

    @Test
    void imagesCutTextsAsInTheReference() {
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.PLAIN, tokenizer, MAX_LENGTH);
        for (JsonNode golden : GoldenCases.json("text.json").get("tokenize")) {
            String text = golden.get("text").asText();

            assertThat(encoder.ids(text, true)).as(text).isEqualTo(ints(golden.get("ids_with_image")));
            assertThat(encoder.ids(text, false)).as(text).isEqualTo(ints(golden.get("ids")));
        }
    }

    @Test
    void promptsOfGenerationAreThoseOfTheReference() throws IOException {
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, MAX_LENGTH);
        for (JsonNode golden : GoldenCases.json("generate.json")) {
            int[] expected = ints(golden.get("prompt_ids"));
            int[] question = Arrays.copyOfRange(
                    expected, indexOfImage(expected) + 1, expected.length - tokenizer.encode("ASSISTANT:").length);

            assertThat(encoder.promptIds(tokenizer.decode(question).strip(), true))
                    .isEqualTo(expected);
        }
    }

    private static int indexOfImage(int[] ids) {
        return IntStream.range(0, ids.length)
                .filter(i -> ids[i] == ImageTokens.IMAGE_TOKEN_ID)
                .findFirst()
                .orElseThrow();
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
}
