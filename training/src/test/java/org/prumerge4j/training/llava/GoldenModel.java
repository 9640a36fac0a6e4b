package org.prumerge4j.training.llava;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.lora.peft.PeftFolder;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.clip.ClipEncoder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.prumerge.Reducer;
import org.prumerge4j.prumerge.registry.Reducers;
import org.prumerge4j.testing.GoldenCases;

/** The golden model as the training cases use it, opened from either kind of checkpoint. */
final class GoldenModel implements AutoCloseable {
    final LlavaWeights weights;
    final Tokenizer tokenizer;
    final SampleEncoder encoder;
    final VisualTokens visualTokens;
    final InstructionSamples samples;
    final ImagePreprocessor preprocessor;
    private final ClipEncoder clip;

    private GoldenModel(LlavaWeights weights, Path tokenizerFolder) throws IOException {
        this.weights = weights;
        this.tokenizer = Tokenizers.load(tokenizerFolder);
        this.encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, 2048);
        this.clip = new ClipEncoder(weights.config().vision(), weights);
        this.visualTokens = new VisualTokens(new ImageReducer(weights.config().vision(), clip, reducer()), 1 << 30);
        PixelSettings pixels = PixelSettings.read(GoldenCases.path("checkpoints/clip/preprocessor_config.json"));
        this.preprocessor = new ImagePreprocessor(pixels, AspectRatio.PAD);
        this.samples = new InstructionSamples(
                InstructionReader.read(GoldenCases.path("train/data.json")),
                encoder,
                GoldenCases.path("train/images"),
                new ImageReader(),
                preprocessor);
    }

    static GoldenModel fromParts() throws IOException {
        Path languageModel = GoldenCases.path("checkpoints/vicuna");
        return new GoldenModel(
                LlavaWeights.fromParts(
                        languageModel, GoldenCases.path("checkpoints/clip"), GoldenCases.path("checkpoints/projector")),
                languageModel);
    }

    static GoldenModel fromLlavaHf() throws IOException {
        Path folder = GoldenCases.path("checkpoints/llava-hf");
        return new GoldenModel(LlavaWeights.open(folder), folder);
    }

    static JsonNode expected() {
        return GoldenCases.json("train/expected.json");
    }

    private static Reducer reducer() {
        JsonNode description = expected().get("reducer");
        String name = description.get("plus").asBoolean() ? "prumerge-plus/" : "prumerge/";
        String preset = name + description.get("preset").asText();
        JsonNode ratio = description.get("ratio");
        if (ratio.isNull()) {
            return Reducers.create(preset);
        }
        return Reducers.create(Reducers.options(preset + "-fixed", Map.of("ratio", ratio.asDouble())));
    }

    PeftFolder adapter(String relative) throws IOException {
        Map<String, Shape> projector = new LinkedHashMap<>();
        ExpectedWeights.of(weights.config()).shapes().forEach((name, shape) -> {
            if (name.startsWith("mm_projector.")) {
                projector.put(name, shape);
            }
        });
        return PeftFolder.open(
                GoldenCases.path(relative), DecoderLinears.of(weights.config().decoder()), projector);
    }

    /** The model with the golden initial adapter and projector, ready to train. */
    LlavaTraining training() throws IOException {
        return training(false);
    }

    /** The same, perhaps with the decoder's blocks computed again in the backward run. */
    LlavaTraining training(boolean computedAgain) throws IOException {
        try (PeftFolder initial = adapter("train/adapter_init")) {
            return new LlavaTraining(
                    weights.config(),
                    weights,
                    initial.layout(),
                    initial,
                    ParameterRole.TRAINABLE,
                    new DropoutMasks(0, 0),
                    computedAgain);
        }
    }

    List<String> ids() {
        return samples.ids();
    }

    @Override
    public void close() throws IOException {
        clip.close();
        tokenizer.close();
        weights.close();
    }
}
