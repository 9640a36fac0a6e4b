package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.lora.Adapter;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.execution.Gradients;
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
    private final LoraLinears linears;
    private final DropoutMasks dropout;

    /** A step of the model described by the parts; all of them stay the caller's to close. */
    LlavaTrainingStep(LlavaTrainingParts parts) {
        this.config = parts.config();
        this.assembler = new BatchAssembler(
                parts.source(), parts.visualTokens(), new Splicer(parts.maxLength()), parts.unreadable());
        this.embeddings = parts.embeddings();
        this.executor = parts.executor();
        this.weights = parts.weights();
        this.linears = parts.linears();
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
        addDropout(inputs, batch, tokens);
        weights.changedOnHost();
        try (Gradients result = executor.gradients(inputs, List.of(SupervisedLoss.LOSS))) {
            result.gradients().forEach((name, gradient) -> gradients.add(name, TrainableWeights.hostValues(gradient)));
            return new MicroBatchLoss(lossOf(result), loss.rows().size(), tokens, work);
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    private static double lossOf(Gradients result) {
        INDArray loss = result.outputs().get(SupervisedLoss.LOSS);
        if (loss == null) {
            throw new IllegalStateException("the executor gave no " + SupervisedLoss.LOSS);
        }
        return loss.getDouble(0);
    }

    private void addDropout(Map<String, INDArray> inputs, MicroBatch batch, int tokens) {
        for (Adapter adapter : linears.masked()) {
            float[] mask = dropout.mask(batch.step(), batch.index(), adapter, tokens);
            inputs.put(
                    adapter.dropoutName(),
                    Nd4j.createFromArray(mask).reshape(tokens, adapter.linear().in()));
        }
    }
}
