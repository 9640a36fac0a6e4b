package org.prumerge4j.training.llava;

import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.execution.GraphExecutor;

/**
 * What a training step is made of.
 *
 * @param config sizes of the model
 * @param source the samples
 * @param visualTokens gives reduced images
 * @param maxLength to which sequences are cut once visual tokens are in
 * @param unreadable what happens to samples whose image cannot be read
 * @param embeddings the decoder's input embeddings
 * @param executor runs the graph of {@link LlavaGraph#training}
 * @param weights what the executor reads and the optimiser changes
 * @param dropout of the adapters' inputs
 */
record LlavaTrainingParts(
        LlavaConfig config,
        SampleSource source,
        VisualTokens visualTokens,
        int maxLength,
        UnreadableImages unreadable,
        TokenEmbeddings embeddings,
        GraphExecutor executor,
        TrainableWeights weights,
        DropoutMasks dropout) {
    /** Puts the samples and their images together. */
    BatchAssembler assembler() {
        return new BatchAssembler(source, visualTokens, new Splicer(maxLength), unreadable);
    }
}
