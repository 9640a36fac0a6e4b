package org.prumerge4j.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.data.index.InstructionRecords;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ValidationSection;
import org.prumerge4j.training.order.ValidationSplit;

/** The records of a run: those it trains on, and those it only measures its loss on. */
final class RunRecords implements AutoCloseable {
    private final List<IndexedRecords> files;
    private final InstructionRecords training;
    private final int[] lengths;
    private final @Nullable InstructionRecords validation;

    private RunRecords(
            List<IndexedRecords> files,
            InstructionRecords training,
            int[] lengths,
            @Nullable InstructionRecords validation) {
        this.files = files;
        this.training = training;
        this.lengths = lengths;
        this.validation = validation;
    }

    /** Indexes the files of an experiment, and sets records aside if it says so. */
    static RunRecords open(Experiment experiment) throws IOException {
        InstructionIndex index = InstructionIndex.read(experiment.data().instructions());
        ValidationSection section = experiment.validation();
        Integer samples = section == null ? null : section.samples();
        Path others = section == null ? null : section.instructions();
        if (samples != null) {
            ValidationSplit split = ValidationSplit.of(images(index), samples, experiment.seed());
            IndexedRecords all = IndexedRecords.open(index);
            int[] lengths = index.modalityLengths();
            return new RunRecords(
                    List.of(all),
                    all.select(split.training()),
                    Arrays.stream(split.training())
                            .map(record -> lengths[record])
                            .toArray(),
                    all.select(split.validation()));
        }
        @Nullable InstructionIndex other = others == null ? null : InstructionIndex.read(others);
        IndexedRecords all = IndexedRecords.open(index);
        if (other == null) {
            return new RunRecords(List.of(all), all, index.modalityLengths(), null);
        }
        IndexedRecords heldOut = IndexedRecords.open(other);
        return new RunRecords(List.of(all, heldOut), all, index.modalityLengths(), heldOut);
    }

    private static long[] images(InstructionIndex index) {
        long[] images = new long[index.size()];
        Arrays.setAll(images, index::imageHash);
        return images;
    }

    InstructionRecords training() {
        return training;
    }

    /** Lengths of the records to train on, see {@link InstructionIndex#modalityLengths}. */
    int[] lengths() {
        return lengths;
    }

    /** Null if nothing is validated. */
    @Nullable
    InstructionRecords validation() {
        return validation;
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(files.toArray(IndexedRecords[]::new));
    }
}
