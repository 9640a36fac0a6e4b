package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.training.loop.Validation;
import org.prumerge4j.training.loop.ValidationLoss;

/** The loss of a LLaVA in training on samples of their own: forward only, without dropout, always in the same batches. */
final class LlavaValidation implements Validation {
    private final LlavaConfig config;
    private final TokenEmbeddings embeddings;
    private final GraphExecutor executor;
    private final TrainableWeights weights;
    private final BatchAssembler assembler;
    private final int samples;
    private final int batchSize;

    /**
     * A validation.
     *
     * @param model what is validated; stays the caller's to close
     * @param executor runs its graph without dropout
     */
    LlavaValidation(LlavaTrainingParts model, GraphExecutor executor, int batchSize) {
        this.config = model.config();
        this.embeddings = model.embeddings();
        this.weights = model.weights();
        this.executor = executor;
        this.assembler = model.assembler();
        this.samples = model.source().ids().size();
        this.batchSize = batchSize;
    }

    @Override
    public ValidationLoss loss() throws IOException {
        double sum = 0;
        long tokens = 0;
        weights.changedOnHost();
        for (int from = 0; from < samples; from += batchSize) {
            List<Integer> indices = IntStream.range(from, Math.min(samples, from + batchSize))
                    .boxed()
                    .toList();
            LlavaBatch batch = assembler.assemble(indices).batch();
            int supervised = batch.samples().isEmpty() ? 0 : batch.loss().rows().size();
            if (supervised > 0) {
                sum += loss(batch);
                tokens += supervised;
            }
        }
        return new ValidationLoss(sum, tokens);
    }

    private double loss(LlavaBatch batch) {
        Map<String, INDArray> inputs = batch.arrays(config, embeddings);
        try {
            INDArray loss = executor.run(inputs, List.of(SupervisedLoss.LOSS)).get(SupervisedLoss.LOSS);
            if (loss == null) {
                throw new IllegalStateException("the executor gave no " + SupervisedLoss.LOSS);
            }
            double value = loss.getDouble(0);
            loss.close();
            return value;
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }
}
