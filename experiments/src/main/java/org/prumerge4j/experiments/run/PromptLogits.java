package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.safetensors.SafetensorsWriter;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * A prompt as the decoder sees it and what the decoder makes of it, for comparison with other implementations.
 *
 * @param embeddings {@code [tokens, hidden]} row by row
 * @param logits {@code [tokens, vocabulary]} row by row
 * @param config sizes of the decoder
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and only written.
public record PromptLogits(float[] embeddings, float[] logits, DecoderConfig config) {
    /** Writes {@code inputs_embeds [1, tokens, hidden]} and {@code logits [1, tokens, vocabulary]} as safetensors. */
    public void write(Path file) throws IOException {
        long tokens = embeddings.length / config.hiddenSize();
        new SafetensorsWriter(new AtomicFiles())
                .write(
                        file,
                        List.of(
                                TensorValues.output(
                                        "inputs_embeds",
                                        ElementType.F32,
                                        Shape.of(1, tokens, config.hiddenSize()),
                                        embeddings),
                                TensorValues.output(
                                        "logits",
                                        ElementType.F32,
                                        Shape.of(1, tokens, config.vocabularySize()),
                                        logits)));
    }
}
