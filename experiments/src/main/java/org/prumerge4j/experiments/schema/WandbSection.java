package org.prumerge4j.experiments.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** Weights and Biases. The key is never in an experiment file: WANDB_API_KEY or ~/.netrc has it. */
public record WandbSection(
        @Key(help = "Whether the run is tracked.", byDefault = "false") boolean enabled,
        @Key(help = "Project; left out = WANDB_PROJECT, or prumerge4j.") @Nullable String project,
        @Key(help = "User or team; left out = WANDB_ENTITY, or the one the key belongs to.") @Nullable String entity,
        @Key(help = "Name shown for the run; left out = the experiment's name.") @Nullable String name,
        @Key(help = "Labels; left out = WANDB_TAGS.", byDefault = "[]") List<String> tags,
        @Key(help = "Group of runs; left out = WANDB_RUN_GROUP.") @Nullable String group,
        @Key(
                        help = "online, offline (send later with 'wandb sync') or disabled; WANDB_MODE goes before it.",
                        byDefault = "online")
                Mode mode,
        @Key(
                        help = "Steps between pictures of the visual tokens kept of a step's images; 0 = none.",
                        byDefault = "250",
                        min = 0)
                int picturesEvery) {
    /** Where the run goes. */
    public enum Mode {
        ONLINE,
        OFFLINE,
        DISABLED
    }
}
