package org.prumerge4j.experiments.evaluation.run;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Checks;
import org.prumerge4j.experiments.yaml.CrossChecked;
import org.prumerge4j.experiments.yaml.Key;

/** One benchmark to be run, and which of its files differ from the official names. */
public record BenchmarkSection(
        @Key(help = "vqav2, scienceqa, textvqa, pope, mme or mmbench.") String name,
        @Key(help = "Only so many questions, the first ones; they are answered but not scored.", min = 1) @Nullable
                Integer limit,
        @Key(help = "TextVQA: ask with the words that an OCR system read, as the paper does.", byDefault = "true")
                boolean ocrHints,
        @Key(
                        help = "Whether right answers are at hand; false for test splits that only a server scores.",
                        byDefault = "true")
                boolean score,
        @Key(help = "Questions file; left out = the official name in the benchmark's folder.") @Nullable Path questions,
        @Key(help = "File or folder of the right answers; left out = the official one.") @Nullable Path annotations,
        @Key(help = "Folder of the images; left out = the official one.") @Nullable Path images)
        implements CrossChecked {
    @Override
    public void check(Checks checks) {
        List<String> names = BenchmarkFiles.names();
        if (!names.contains(name)) {
            checks.reject("name", "found '" + name + "', expected one of " + String.join(", ", names));
        }
    }

    /** A whole benchmark under its official names. */
    public static BenchmarkSection of(String name) {
        return new BenchmarkSection(name, null, true, true, null, null, null);
    }
}
