package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.lora.MergedWeights;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.generation.Limits;
import org.prumerge4j.testing.GoldenCases;
import org.prumerge4j.testing.GoldenTensors;

/** The merged model: its logits and its greedy answers. */
class GenerateGoldenTest {
    private static final int MAX_NEW_TOKENS = 12;

    @Test
    void answersEqualTheReference() throws IOException {
        try (GoldenModel model = GoldenModel.fromParts();
                PeftFolder adapter = model.adapter("train/adapter_final");
                MergedWeights merged = new MergedWeights(model.weights, adapter.layout(), adapter);
                LlavaAnswers answers = new LlavaAnswers(model.weights.config(), merged, 2048)) {
            Limits limits = new Limits(MAX_NEW_TOKENS, Set.of(model.tokenizer.eosId()));
            List<Question> questions = new ArrayList<>();
            List<int[]> greedy = new ArrayList<>();
            for (JsonNode expected : GoldenCases.json("generate.json")) {
                String image = expected.get("image").asText();
                ReducedImage reduced = model.visualTokens.of(
                        image,
                        () -> model.preprocessor.preprocess(new ImageReader()
                                .read(GoldenCases.path("images").resolve(image))));
                Question question = new Question(integers(expected.get("prompt_ids")), reduced);
                int[] wanted = integers(expected.get("greedy"));
                assertThat(answers.answer(List.of(question), limits))
                        .as("answer about %s", image)
                        .containsExactly(wanted);
                questions.add(question);
                greedy.add(wanted);
            }
            assertThat(answers.answer(questions, limits)).containsExactlyElementsOf(greedy);
            questions.addAll(List.copyOf(questions));
            greedy.addAll(List.copyOf(greedy));
            assertThat(answers.answer(questions, limits))
                    .as("each twice, so that all but the last token is shared")
                    .containsExactlyElementsOf(greedy);
        }
    }

    @Test
    void logitsOfTheMergedModelEqualTheReference() throws IOException {
        GoldenTensors golden = GoldenCases.tensors("merged.safetensors");
        try (GoldenModel model = GoldenModel.fromParts();
                PeftFolder adapter = model.adapter("train/adapter_final");
                MergedWeights merged = new MergedWeights(model.weights, adapter.layout(), adapter);
                LlavaAnswers answers = new LlavaAnswers(model.weights.config(), merged, 2048)) {
            float[] logits = answers.logits(golden.floats("inputs_embeds"));
            Differences.assertRelative("logits", logits, golden.floats("logits"), 1e-4);
        }
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .flatMapToInt(node -> IntStream.of(node.asInt()))
                .toArray();
    }
}
