package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.index.InstructionRecords;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.training.llava.InstructionSamples;
import org.prumerge4j.training.llava.PrefetchedSamples;
import org.prumerge4j.training.llava.SampleSource;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.SampleOrder;

/** The samples of a run and their order; only an index of them is in memory. */
final class RunData implements AutoCloseable {
    /** Tells where a run begins or goes on. */
    @FunctionalInterface
    interface Start {
        Position position() throws IOException;
    }

    private final RunRecords records;
    private final SampleOrder order;
    private final SampleSource samples;
    private final @Nullable SampleSource validation;
    private final @Nullable PrefetchedSamples ahead;

    private RunData(
            RunRecords records,
            SampleOrder order,
            SampleSource samples,
            @Nullable SampleSource validation,
            @Nullable PrefetchedSamples ahead) {
        this.records = records;
        this.order = order;
        this.samples = samples;
        this.validation = validation;
        this.ahead = ahead;
    }

    /** Indexes the records; asks for the start only if samples are to be made ahead. */
    static RunData open(Experiment experiment, Tokenizer tokenizer, Images images, Start start) throws IOException {
        return open(experiment, tokenizer, images, experiment.data().workers(), start);
    }

    /** Indexes the records; every sample is made when it is asked for. */
    static RunData onDemand(Experiment experiment, Tokenizer tokenizer, Images images) throws IOException {
        return open(experiment, tokenizer, images, 0, () -> Position.START);
    }

    private static RunData open(Experiment experiment, Tokenizer tokenizer, Images images, int workers, Start start)
            throws IOException {
        RunRecords records = RunRecords.open(experiment);
        SampleOrder order = TrainingSettings.order(experiment, records.lengths());
        Position position = workers == 0 ? Position.START : start.position();
        SampleEncoder encoder = new SampleEncoder(
                TrainingSettings.template(experiment.data()),
                tokenizer,
                experiment.data().maxLength());
        Path folder = experiment.data().images();
        ImageReader reader = new ImageReader();
        InstructionSamples samples =
                new InstructionSamples(records.training(), encoder, folder, reader, images.preprocessor());
        @Nullable InstructionRecords heldOut = records.validation();
        @Nullable
        SampleSource validation = heldOut == null
                ? null
                : new InstructionSamples(heldOut, encoder, folder, reader, images.preprocessor());
        if (workers == 0) {
            return new RunData(records, order, samples, validation, null);
        }
        PrefetchedSamples ahead =
                new PrefetchedSamples(samples, order, position, images.visualTokens()::prepare, workers);
        return new RunData(records, order, ahead, validation, ahead);
    }

    /** The records that are trained on. */
    InstructionRecords records() {
        return records.training();
    }

    /** The samples that are not trained on; null if there are none. */
    @Nullable
    SampleSource validation() {
        return validation;
    }

    SampleSource samples() {
        return samples;
    }

    SampleOrder order() {
        return order;
    }

    @Override
    public void close() throws IOException {
        if (ahead != null) {
            ahead.close();
        }
        records.close();
    }
}
