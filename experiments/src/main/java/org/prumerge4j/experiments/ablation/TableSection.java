package org.prumerge4j.experiments.ablation;

import java.util.List;
import org.prumerge4j.experiments.yaml.Key;

/** A table of the report. */
public record TableSection(
        @Key(help = "Heading.") String title,
        @Key(help = "What the table shows, in a sentence or two.", byDefault = "\"\"") String text,
        @Key(help = "Which of the paper's tables stands beside it.", byDefault = "none") Paper paper,
        @Key(help = "Rows: names of runs without their seed, for example prumerge or prumerge.lora.")
                List<String> rows) {
    /** Keeps its own copy of the rows. */
    public TableSection {
        rows = List.copyOf(rows);
    }

    /** Tables of the PruMerge paper. */
    public enum Paper {
        NONE,
        MAIN,
        SAMPLING,
        MODULES,
        TRAINING
    }
}
