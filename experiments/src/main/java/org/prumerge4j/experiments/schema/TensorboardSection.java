package org.prumerge4j.experiments.schema;

import org.prumerge4j.experiments.yaml.Key;

/** TensorBoard event files. */
public record TensorboardSection(
        @Key(help = "Whether they are written, to the folder tensorboard of the output.", byDefault = "false")
                boolean enabled) {}
