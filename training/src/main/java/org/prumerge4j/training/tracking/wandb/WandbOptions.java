package org.prumerge4j.training.tracking.wandb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for; what is left out ({@code null}, no tags) comes from the environment or has a default.
 *
 * @param project project of the run; {@code WANDB_PROJECT}
 * @param entity user or team; {@code WANDB_ENTITY}, else the one the key belongs to
 * @param name name shown for the run; {@code WANDB_NAME}
 * @param group group of runs; {@code WANDB_RUN_GROUP}
 * @param tags labels; {@code WANDB_TAGS}, separated by commas
 * @param mode where the run goes unless {@code WANDB_MODE} says otherwise
 */
public record WandbOptions(
        @Nullable String project,
        @Nullable String entity,
        @Nullable String name,
        @Nullable String group,
        List<String> tags,
        @Nullable WandbMode mode) {
    /** Copies the tags. */
    public WandbOptions {
        tags = List.copyOf(tags);
    }
}
