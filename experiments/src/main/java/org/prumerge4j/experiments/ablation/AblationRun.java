package org.prumerge4j.experiments.ablation;

import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.schema.ReducerSection;

/**
 * One run of an ablation: a model that answers all questions.
 *
 * @param group its name without the seed; runs of a group are averaged
 * @param label of the reducer, without a budget
 * @param reducer with which it answers
 * @param tuning how the model was tuned before; null if it was not
 * @param tunedWith label of the reducer that tuning saw if it was another one
 */
public record AblationRun(
        String group, String label, ReducerSection reducer, @Nullable TuningRun tuning, @Nullable String tunedWith) {
    /** Name of its files. */
    public String name() {
        return tuning == null ? group : group + seeded(tuning.seed());
    }

    static String seeded(long seed) {
        return ".seed-" + seed;
    }
}
