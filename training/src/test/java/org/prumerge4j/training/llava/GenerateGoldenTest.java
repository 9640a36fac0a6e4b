package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.lora.MergedWeights;
import org.prumerge4j.lora.peft.PeftFolder;
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
            for (JsonNode expected : GoldenCases.json("generate.json")) {
                String image = expected.get("image").asText();
                ReducedImage reduced = model.visualTokens.of(
                        image,
                        () -> model.preprocessor.preprocess(new ImageReader()
                                .read(GoldenCases.path("images").resolve(image))));
                int[] ids = answers.generate(
                        integers(expected.get("prompt_ids")), reduced, MAX_NEW_TOKENS, model.tokenizer.eosId());
                assertThat(ids).as("answer about %s", image).isEqualTo(integers(expected.get("greedy")));
            }
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
