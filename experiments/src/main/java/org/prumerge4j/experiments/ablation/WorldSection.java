package org.prumerge4j.experiments.ablation;

import org.prumerge4j.experiments.shapes.files.WorldSize;
import org.prumerge4j.experiments.yaml.Key;

/** A world of shapes that is drawn for an ablation. */
public record WorldSection(
        @Key(help = "Seed of the world.", byDefault = "1") long seed,
        @Key(help = "Scenes to tune on.", min = 0, max = WorldSize.MOST) int train,
        @Key(help = "Scenes that questions are about.", min = 1, max = WorldSize.MOST) int test,
        @Key(
                        help = "Which of the world's instruction data is tuned on: conversations, or single turns.",
                        byDefault = "conversations")
                Turns turns) {
    /** Kinds of records. */
    public enum Turns {
        CONVERSATIONS,
        SINGLE
    }

    /** How much of it is written. */
    WorldSize size() {
        return new WorldSize(train, 0, test);
    }
}
