package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** Where the numbers of a run go besides {@code metrics.jsonl}. */
public record TrackingSection(
        @Key(help = "Weights and Biases.", byDefault = "{}") WandbSection wandb,
        @Key(help = "TensorBoard event files.", byDefault = "{}") TensorboardSection tensorboard) {}
