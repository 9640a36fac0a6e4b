package org.prumerge4j.experiments.schema;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** How the learning rate changes over the run. */
public record ScheduleSection(
        @Key(help = "Shape after the warm-up: down to 0 as a cosine or a line, or constant.", byDefault = "cosine")
                ScheduleName name,
        @Key(help = "Share of all optimiser steps spent rising from 0, rounded up.", min = 0, max = 1) @Nullable
                Double warmupRatio,
        @Key(help = "Optimiser steps spent rising from 0, instead of warmup-ratio.", min = 0) @Nullable
                Integer warmupSteps)
        implements CrossChecked {
    /** Shapes. */
    public enum ScheduleName {
        COSINE,
        LINEAR,
        CONSTANT
    }

    @Override
    public void check(Checks checks) {
        if (warmupRatio != null && warmupSteps != null) {
            checks.reject("warmup-steps", "warmup-ratio is given as well: keep one of the two");
        }
    }
}
