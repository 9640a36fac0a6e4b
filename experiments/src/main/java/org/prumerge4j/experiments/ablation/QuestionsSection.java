package org.prumerge4j.experiments.ablation;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** What every run of an ablation is asked. */
public record QuestionsSection(
        @Key(help = "Folder of the benchmarks, such as playground/data/eval; not with 'world'.") @Nullable Path folder,
        @Key(help = "Benchmarks to answer.", byDefault = "[vqav2, textvqa, pope, mme, scienceqa, mmbench]")
                List<String> benchmarks,
        @Key(help = "Longest answer in tokens.", byDefault = "16", min = 1) int maxNewTokens,
        @Key(help = "Images of which the report shows the tokens that are kept.", byDefault = "2", min = 0)
                int pictures) {
    /** Keeps its own copy of the list. */
    public QuestionsSection {
        benchmarks = List.copyOf(benchmarks);
    }
}
