package org.prumerge4j.training.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.training.checkpoint.Checkpoint;
import org.prumerge4j.training.checkpoint.RunIdentity;
import org.prumerge4j.training.checkpoint.RunTotals;
import org.prumerge4j.training.checkpoint.TrainingState;
import org.prumerge4j.training.order.BatchCursor;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.SampleOrder;

/** Where a run is: what changes from step to step apart from tensors. */
final class RunCourse {
    private static final int LOSSES_KEPT = 5;

    private final Deque<Double> lastLosses = new ArrayDeque<>();
    private final BatchCursor cursor;
    /** Where the next step begins; the cursor may be ahead, within a step that is not made yet. */
    private Position next;

    private long step;
    private RunTotals totals;
    private BestValidation best = BestValidation.NONE;
    private @Nullable Path saved;
    private long savedStep;

    private RunCourse(BatchCursor cursor, long step, RunTotals totals) {
        this.cursor = cursor;
        this.next = cursor.position();
        this.step = step;
        this.totals = totals;
    }

    static RunCourse beginning(SampleOrder order, int batchSize) {
        return new RunCourse(new BatchCursor(order, batchSize, Position.START), 0, RunTotals.NONE);
    }

    static RunCourse after(Checkpoint checkpoint, SampleOrder order, int batchSize) throws IOException {
        TrainingState state = checkpoint.state();
        BatchCursor cursor = new BatchCursor(order, batchSize, state.position());
        RunCourse course = new RunCourse(cursor, state.step(), state.totals());
        course.lastLosses.addAll(state.lastLosses());
        course.best = BestValidation.of(checkpoint);
        course.savedAs(checkpoint.folder());
        return course;
    }

    BatchCursor cursor() {
        return cursor;
    }

    long step() {
        return step;
    }

    RunTotals totals() {
        return totals;
    }

    List<Double> lastLosses() {
        return List.copyOf(lastLosses);
    }

    double lastLoss() {
        return lastLosses.isEmpty() ? Double.NaN : lastLosses.getLast();
    }

    BestValidation best() {
        return best;
    }

    /** Notes a validation loss; whether it is the lowest so far. */
    boolean validated(double loss) {
        if (!(loss < best.loss())) {
            return false;
        }
        best = new BestValidation(step, loss);
        return true;
    }

    /** Counts a step that was made. */
    void advance(RunTotals done, double loss) {
        step++;
        next = cursor.position();
        totals = totals.plus(done);
        if (!Double.isNaN(loss)) {
            lastLosses.addLast(loss);
            if (lastLosses.size() > LOSSES_KEPT) {
                lastLosses.removeFirst();
            }
        }
    }

    /** The state after the last whole step. */
    TrainingState state(long optimizerSteps, RunIdentity identity) {
        return new TrainingState(TrainingState.FORMAT, step, optimizerSteps, next, totals, lastLosses(), identity);
    }

    void savedAs(Path checkpoint) {
        saved = checkpoint;
        savedStep = step;
    }

    boolean isSaved() {
        return saved != null && savedStep == step;
    }

    @Nullable
    Path lastSaved() {
        return saved;
    }
}
