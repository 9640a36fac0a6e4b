package org.prumerge4j.experiments.evaluation.run;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** What answers: a whole checkpoint, perhaps with an adapter trained on it. */
public record CheckpointSection(
        @Key(help = "Folder of a whole LLaVA checkpoint (llava-hf or LLaVA layout) with its tokenizer.")
                Path checkpoint,
        @Key(help = "Folder of the CLIP vision tower, if the checkpoint has none inside.") @Nullable Path visionTower,
        @Key(help = "Folder of an adapter (PEFT) trained on the checkpoint, with the projector trained beside it.")
                @Nullable
                Path adapter) {}
