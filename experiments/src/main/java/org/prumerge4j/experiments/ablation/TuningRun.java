package org.prumerge4j.experiments.ablation;

import org.prumerge4j.experiments.schema.ReducerSection;

/**
 * One tuning, whose adapters one or several runs answer with.
 *
 * @param reducerName label and budget of the reducer
 * @param reducer with which it is tuned
 * @param seed of adapters and order
 */
public record TuningRun(String reducerName, ReducerSection reducer, long seed) {
    /** Name of its folder. */
    public String name() {
        return reducerName + AblationRun.seeded(seed);
    }
}
