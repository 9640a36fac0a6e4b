package org.prumerge4j.experiments.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.checkpoint.ExpectedWeights;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.tensor.Shape;

/**
 * How many parameters a model has, counted tensor by tensor from its sizes.
 *
 * @param embedding token embedding, read from the checkpoint's file row by row
 * @param decoder the rest of the language model: layers, last normalisation, output head
 * @param vision the whole vision tower
 * @param visionUsed of it, what is computed: LLaVA takes the features of the last layer but one
 * @param projector the projector
 * @param adapters LoRA matrices; 0 without adapters
 * @param projectorTrained whether the projector is trained
 */
public record ParameterCounts(
        long embedding,
        long decoder,
        long vision,
        long visionUsed,
        long projector,
        long adapters,
        boolean projectorTrained) {
    /**
     * Counts of a model.
     *
     * @param lora adapters; null if only the projector is trained
     * @throws IllegalArgumentException if a target of the adapters matches no layer
     */
    public static ParameterCounts of(LlavaConfig config, @Nullable LoraOptions lora, boolean projectorTrained) {
        ExpectedWeights text = ExpectedWeights.of(config.decoder());
        Shape embedding = text.shapes().get(TokenEmbeddings.NAME);
        if (embedding == null) {
            throw new IllegalStateException("no " + TokenEmbeddings.NAME + " among the expected weights");
        }
        ExpectedWeights tower = ExpectedWeights.of(config.vision());
        long unused = tower.optional().stream()
                .mapToLong(name -> elements(tower, name))
                .sum();
        return new ParameterCounts(
                embedding.elements(),
                text.parameters() - embedding.elements(),
                tower.parameters(),
                tower.parameters() - unused,
                ExpectedWeights.of(config.projector()).parameters(),
                layout(config, lora).parameterCount(),
                projectorTrained);
    }

    private static AdapterLayout layout(LlavaConfig config, @Nullable LoraOptions lora) {
        return lora == null
                ? new AdapterLayout(List.of())
                : AdapterLayout.of(lora, DecoderLinears.of(config.decoder()));
    }

    private static long elements(ExpectedWeights weights, String name) {
        Shape shape = weights.shapes().get(name);
        return shape == null ? 0 : shape.elements();
    }

    /** What training changes: adapters, and the projector if it is trained. */
    public long trained() {
        return adapters + (projectorTrained ? projector : 0);
    }

    /** What it leaves alone. */
    public long frozen() {
        return languageModel() + vision + (projectorTrained ? 0 : projector);
    }

    /** The whole language model with its embedding. */
    public long languageModel() {
        return embedding + decoder;
    }
}
