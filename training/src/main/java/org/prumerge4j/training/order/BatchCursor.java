package org.prumerge4j.training.order;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks through epoch after epoch in batches, from a position that can be saved and taken up again, also in the middle
 * of an epoch. The last batch of an epoch holds what is left, so it may be smaller; no sample is dropped or repeated,
 * and no batch spans two epochs.
 */
public final class BatchCursor {
    private final SampleOrder order;
    private final int batchSize;
    private long epoch;
    private int offset;
    private int[] current;

    /**
     * A cursor at a position.
     *
     * @param order order of every epoch
     * @param batchSize samples of a full batch
     * @param position where to begin: {@link Position#START}, or where an earlier cursor of the same order stopped
     */
    public BatchCursor(SampleOrder order, int batchSize, Position position) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + "; give at least 1");
        }
        if (position.offset() >= order.samples()) {
            throw new IllegalArgumentException("position " + position.offset() + " of epoch " + position.epoch()
                    + " is beyond the " + order.samples() + " samples; the data set is not the one it was saved with");
        }
        this.order = order;
        this.batchSize = batchSize;
        this.epoch = position.epoch();
        this.offset = position.offset();
        this.current = order.epoch(epoch);
    }

    /** The next batch; after the last of an epoch comes the first of the next. */
    public Batch next() {
        int end = Math.min(current.length, offset + batchSize);
        List<Integer> indices = new ArrayList<>(end - offset);
        for (int i = offset; i < end; i++) {
            indices.add(current[i]);
        }
        Batch batch = new Batch(epoch, indices);
        advanceTo(end);
        return batch;
    }

    /**
     * The batches of one optimiser step: {@code batches} of them, or fewer at the end of an epoch, which a window never
     * crosses.
     */
    public List<Batch> nextWindow(int batches) {
        List<Batch> window = new ArrayList<>(batches);
        do {
            window.add(next());
        } while (window.size() < batches && offset > 0);
        return window;
    }

    /** Where the next batch begins. */
    public Position position() {
        return new Position(epoch, offset);
    }

    private void advanceTo(int end) {
        offset = end;
        if (offset == current.length) {
            epoch++;
            offset = 0;
            current = order.epoch(epoch);
        }
    }
}
