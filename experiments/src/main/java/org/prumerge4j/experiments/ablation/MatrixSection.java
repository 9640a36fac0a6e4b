package org.prumerge4j.experiments.ablation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.yaml.Key;

/** A block of runs: every reducer with every budget, every tuning and, where that matters, every seed. */
public record MatrixSection(
        @Key(help = "Labels of reducers.") List<String> reducers,
        @Key(
                        help =
                                "Patches kept: numbers, or shares below 1, instead of what the reducers themselves say; left"
                                        + " out = what they say.",
                        byDefault = "[]",
                        above = 0)
                List<Double> budgets,
        @Key(help = "none = the model as it is, lora = tuned with the recipe of the experiment.", byDefault = "[none]")
                List<Tuning> tuning,
        @Key(help = "Reducer that tuning sees if it is another one than that of the answers.") @Nullable
                String tunedWith,
        @Key(help = "Seeds of tuning: first values of the adapters and order of the records.", byDefault = "[1]")
                List<Long> seeds) {
    /** Keeps its own copies. */
    public MatrixSection {
        reducers = List.copyOf(reducers);
        budgets = List.copyOf(budgets);
        tuning = List.copyOf(tuning);
        seeds = List.copyOf(seeds);
    }

    /** Whether and how the model is tuned before it answers. */
    public enum Tuning {
        NONE,
        LORA
    }
}
