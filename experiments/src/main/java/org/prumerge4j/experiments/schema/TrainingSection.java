package org.prumerge4j.experiments.schema;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** Length of the run, batches, checkpoints, logging. A step is one update of the weights. */
public record TrainingSection(
        @Key(help = "Passes over the data.", byDefault = "1", min = 1) int epochs,
        @Key(help = "Stop after this many steps, even inside an epoch.", min = 1) @Nullable Integer maxSteps,
        @Key(help = "Samples computed at once.", byDefault = "1", min = 1) int batchSize,
        @Key(help = "Batches per step; samples per step = batch-size x accumulation.", byDefault = "1", min = 1)
                int accumulation,
        @Key(help = "Steps between checkpoints; 0 = only at the end.", byDefault = "0", min = 0) int checkpointEvery,
        @Key(help = "Newest checkpoints that are kept.", byDefault = "1", min = 1) int keepCheckpoints,
        @Key(help = "Steps between lines of the log; metrics are written for every step.", byDefault = "1", min = 1)
                int logEvery,
        @Key(
                        help =
                                "Compute each block of the language model again in the backward run instead of keeping what it"
                                        + " computed: less memory, a third more work, the same result.",
                        byDefault = "false")
                boolean activationCheckpointing) {}
