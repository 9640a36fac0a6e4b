package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.training.accumulation.GradientSink;
import org.prumerge4j.training.checkpoint.BatchWork;
import org.prumerge4j.training.loop.MicroBatch;
import org.prumerge4j.training.loop.MicroBatchLoss;
import org.prumerge4j.training.loop.TrainingStep;

/** Forward and backward pass of LLaVA over one micro-batch: images through tower and reducer, the rest as one graph. */
public final class LlavaTrainingStep implements TrainingStep {
    private final LlavaConfig config;
    private final BatchAssembler assembler;
    private final TokenEmbeddings embeddings;
    private final GraphExecutor executor;
    private final TrainableWeights weights;
    private final DropoutMasks dropout;

    /** A step of the model described by the parts; all of them stay the caller's to close. */
    LlavaTrainingStep(LlavaTrainingParts parts) {
        this.config = parts.config();
        this.assembler = parts.assembler();
        this.embeddings = parts.embeddings();
        this.executor = parts.executor();
        this.weights = parts.weights();
        this.dropout = parts.dropout();
    }

    @Override
    public MicroBatchLoss compute(MicroBatch batch, GradientSink gradients) throws IOException {
        BatchAssembler.Assembled assembled = assembler.assemble(batch.samples());
        LlavaBatch samples = assembled.batch();
        BatchWork work = assembled.work();
        if (samples.samples().isEmpty()) {
            return new MicroBatchLoss(0, 0, 0, work);
        }
        SupervisedLoss loss = samples.loss();
        int tokens = samples.layout().tokens();
        if (loss.rows().isEmpty()) {
            return new MicroBatchLoss(0, 0, tokens, work);
        }
        Map<String, INDArray> inputs = samples.arrays(config, embeddings);
        inputs.putAll(dropout.inputs(batch.step(), batch.index()));
        weights.changedOnHost();
        try {
            Map<String, INDArray> outputs = executor.gradients(inputs, List.of(SupervisedLoss.LOSS), gradients::add);
            return new MicroBatchLoss(lossOf(outputs), loss.rows().size(), tokens, work);
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    private static double lossOf(Map<String, INDArray> outputs) {
        INDArray loss = outputs.get(SupervisedLoss.LOSS);
        if (loss == null) {
            throw new IllegalStateException("the executor gave no " + SupervisedLoss.LOSS);
        }
        try (loss) {
            return loss.getDouble(0);
        }
    }
}
