package org.prumerge4j.training.llava;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.training.checkpoint.BatchWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes batches of samples and their images, and counts what goes into them. */
final class BatchAssembler {
    /** So many unreadable images one after another are no accident: a disk is gone or a folder is the wrong one. */
    static final int MOST_IN_A_ROW = 16;

    private static final Logger LOG = LoggerFactory.getLogger(BatchAssembler.class);
    private static final double NANOSECONDS = 1e9;

    private final SampleSource source;
    private final VisualTokens visualTokens;
    private final Splicer splicer;
    private final UnreadableImages unreadable;
    private int unreadableInARow;

    /** A batch and what went into it. */
    record Assembled(LlavaBatch batch, BatchWork work) {}

    BatchAssembler(SampleSource source, VisualTokens visualTokens, Splicer splicer, UnreadableImages unreadable) {
        this.source = source;
        this.visualTokens = visualTokens;
        this.splicer = splicer;
        this.unreadable = unreadable;
    }

    /**
     * The batch of the samples with the given indices, without those left out.
     *
     * @throws UnreadableImageException if an image cannot be read and may not be left out
     * @throws IOException if a record cannot be read or many images in a row cannot
     */
    Assembled assemble(List<Integer> indices) throws IOException {
        Tally tally = new Tally(visualTokens.effort());
        for (int index : indices) {
            long begin = System.nanoTime();
            EncodedSample sample = source.sample(index);
            tally.readNanos += System.nanoTime() - begin;
            if (sample.image() == null) {
                tally.add(splicer.splice(sample), null, sample.referenceMismatch());
            } else {
                addWithImage(sample, tally);
            }
        }
        return tally.done(visualTokens.effort());
    }

    private void addWithImage(EncodedSample sample, Tally tally) throws IOException {
        try {
            ReducedImage reduced = visualTokens.of(new TimedImage(source.image(sample), tally));
            unreadableInARow = 0;
            tally.add(splicer.splice(sample, reduced.merge().rows()), reduced, sample.referenceMismatch());
        } catch (UnreadableImageException e) {
            leaveOut(e);
            tally.leftOut++;
        }
    }

    private void leaveOut(UnreadableImageException failure) throws IOException {
        unreadableInARow++;
        if (unreadable == UnreadableImages.FAIL) {
            throw new UnreadableImageException(
                    failure.getMessage()
                            + "; repair it, or leave such records out: check-data --write-clean before a run, or"
                            + " data.unreadable-images=skip, also with --resume",
                    failure);
        }
        if (unreadableInARow > MOST_IN_A_ROW) {
            throw new IOException(
                    unreadableInARow + " images in a row cannot be read, the last one: " + failure.getMessage()
                            + ". Is the disk with the images there? Then resume",
                    failure);
        }
        LOG.warn("left out: {}", failure.getMessage());
    }

    /** An image that counts the time spent on reading it. */
    private record TimedImage(ImageInput image, Tally tally) implements ImageInput {
        @Override
        public String name() {
            return image.name();
        }

        @Override
        public byte[] contentHash() throws IOException {
            long begin = System.nanoTime();
            try {
                return image.contentHash();
            } finally {
                tally.readNanos += System.nanoTime() - begin;
            }
        }

        @Override
        public float[] pixels() throws IOException {
            long begin = System.nanoTime();
            try {
                return image.pixels();
            } finally {
                tally.readNanos += System.nanoTime() - begin;
            }
        }

        @Override
        public @Nullable ReducedImage reduced() {
            return image.reduced();
        }
    }

    /** A batch in the making. */
    private static final class Tally {
        private final Effort before;
        private final List<SplicedSample> spliced = new ArrayList<>();
        private final List<@Nullable ReducedImage> images = new ArrayList<>();
        private long readNanos;
        private long leftOut;
        private long mismatches;

        Tally(Effort before) {
            this.before = before;
        }

        void add(SplicedSample sample, @Nullable ReducedImage image, boolean mismatch) {
            spliced.add(sample);
            images.add(image);
            mismatches += mismatch ? 1 : 0;
        }

        Assembled done(Effort after) {
            Effort spent = after.minus(before);
            long count = 0;
            long patches = 0;
            long tokens = 0;
            for (ReducedImage image : images) {
                if (image != null) {
                    count++;
                    patches += image.patches();
                    tokens += image.merge().rows();
                }
            }
            BatchWork work = new BatchWork(
                    count,
                    patches,
                    tokens,
                    paddingAvoided(),
                    leftOut,
                    mismatches,
                    spent.images(),
                    readNanos / NANOSECONDS,
                    spent.towerSeconds(),
                    spent.reducerSeconds());
            return new Assembled(new LlavaBatch(spliced, images), work);
        }

        private long paddingAvoided() {
            long longest = 0;
            long sum = 0;
            for (SplicedSample sample : spliced) {
                longest = Math.max(longest, sample.length());
                sum += sample.length();
            }
            return longest * spliced.size() - sum;
        }
    }
}
