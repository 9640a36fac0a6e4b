package org.prumerge4j.experiments.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
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

    private final IndexedRecords records;
    private final SampleOrder order;
    private final SampleSource samples;
    private final @Nullable PrefetchedSamples ahead;

    private RunData(
            IndexedRecords records, SampleOrder order, SampleSource samples, @Nullable PrefetchedSamples ahead) {
        this.records = records;
        this.order = order;
        this.samples = samples;
        this.ahead = ahead;
    }

    /** Indexes the records; asks for the start only if samples are to be made ahead. */
    static RunData open(Experiment experiment, Tokenizer tokenizer, Images images, Start start) throws IOException {
        InstructionIndex index = InstructionIndex.read(experiment.data().instructions());
        SampleOrder order = TrainingSettings.order(experiment, index);
        int workers = experiment.data().workers();
        Position position = workers == 0 ? Position.START : start.position();
        SampleEncoder encoder = new SampleEncoder(
                TrainingSettings.template(experiment.data()),
                tokenizer,
                experiment.data().maxLength());
        IndexedRecords records = IndexedRecords.open(index);
        InstructionSamples samples = new InstructionSamples(
                records, encoder, experiment.data().images(), new ImageReader(), images.preprocessor());
        if (workers == 0) {
            return new RunData(records, order, samples, null);
        }
        PrefetchedSamples ahead = new PrefetchedSamples(
                samples, order, position, image -> !images.visualTokens().remembers(image), workers);
        return new RunData(records, order, ahead, ahead);
    }

    IndexedRecords records() {
        return records;
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
