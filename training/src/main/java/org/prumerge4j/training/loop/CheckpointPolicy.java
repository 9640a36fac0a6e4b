package org.prumerge4j.training.loop;

import java.util.List;
import java.util.function.Supplier;
import org.prumerge4j.training.checkpoint.CheckpointPart;
import org.prumerge4j.training.checkpoint.Checkpoints;

/**
 * When checkpoints are saved, and what is in them beside the state of the run.
 *
 * @param checkpoints where they are
 * @param everySteps save after every so many steps; 0 = only at the end
 * @param resume go on from the newest checkpoint if there is one; otherwise there must be none
 * @param extras further parts, asked for at each save, such as the adapter in PEFT's layout
 */
public record CheckpointPolicy(
        Checkpoints checkpoints, long everySteps, boolean resume, Supplier<List<CheckpointPart>> extras) {
    /** Checks the interval. */
    public CheckpointPolicy {
        if (everySteps < 0) {
            throw new IllegalArgumentException("saving every " + everySteps + " steps; give 0 (at the end) or more");
        }
    }

    boolean dueAfter(long step) {
        return everySteps > 0 && step % everySteps == 0;
    }
}
