package org.prumerge4j.experiments.schema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** Loss on records that are not trained on. */
public record ValidationSection(
        @Key(
                        help =
                                "Records set aside from data.instructions, at most; all records of an image stay together.",
                        min = 1)
                @Nullable
                Integer samples,
        @Key(help = "Instead, a file of records of their own; its image paths start from data.images too.") @Nullable
                Path instructions,
        @Key(help = "Steps between validations; the last step is always followed by one.", byDefault = "250", min = 1)
                int every,
        @Key(
                        help =
                                "Save a checkpoint whenever the loss is the lowest so far, and keep it besides the newest ones.",
                        byDefault = "true")
                boolean keepBest)
        implements CrossChecked {
    @Override
    public void check(Checks checks) {
        if ((samples == null) == (instructions == null)) {
            checks.reject(
                    "",
                    "expected either 'samples', a number of records to set aside, or 'instructions', a file of others");
        }
    }
}
