package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** Either one LLaVA checkpoint, or its three parts, of which the projector may be new. */
public record ModelSection(
        @Key(help = "Folder of a whole LLaVA checkpoint (llava-hf or LLaVA layout).") @Nullable Path llava,
        @Key(help = "Folder of the language model (Vicuna) with its tokenizer.") @Nullable Path languageModel,
        @Key(help = "Folder of the CLIP vision tower; beside 'llava' only if that checkpoint has no tower inside.")
                @Nullable
                Path visionTower,
        @Key(help = "Folder with mm_projector.bin, or that file; beside 'llava' it takes the place of the one inside.")
                @Nullable
                Path projector,
        @Key(
                        help =
                                "Linear layers of a new projector with random values, for stage 1, in the place of 'projector' or"
                                        + " of the one inside 'llava'; 2 = mlp2x_gelu, which LLaVA-1.5 has.",
                        min = 1,
                        max = 8)
                @Nullable
                Integer newProjector,
        @Key(
                        help =
                                "Published architecture of the model, llava-1.5-7b or llava-1.5-13b: what the checkpoints have"
                                        + " to be, and what 'plan' assumes as long as they are not there.")
                @Nullable
                Architecture architecture)
        implements CrossChecked {
    @Override
    public void check(Checks checks) {
        if (llava != null) {
            rejectPart(checks, "language-model", languageModel);
        } else if (languageModel == null && visionTower == null && projector == null) {
            checks.reject("", "expected either 'llava', or 'language-model', 'vision-tower' and 'projector'");
        } else {
            requirePart(checks, "language-model", languageModel);
            requirePart(checks, "vision-tower", visionTower);
            if (newProjector == null) {
                requirePart(checks, "projector", projector);
            }
        }
        if (newProjector != null && projector != null) {
            checks.reject("new-projector", "'projector' names one to start from: keep one of the two keys");
        }
    }

    /** The same with another projector, which is in a file. */
    public ModelSection withProjector(Path file) {
        return new ModelSection(llava, languageModel, visionTower, file, null, architecture);
    }

    private static void rejectPart(Checks checks, String key, @Nullable Path part) {
        if (part != null) {
            checks.reject(key, "'llava' already holds this part: remove one of the two keys");
        }
    }

    private static void requirePart(Checks checks, String key, @Nullable Path part) {
        if (part == null) {
            checks.reject(key, "missing: without 'llava' all of language-model, vision-tower and projector are needed");
        }
    }
}
