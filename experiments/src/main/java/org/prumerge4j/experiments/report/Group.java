package org.prumerge4j.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Runs that differ by their seed alone.
 *
 * @param name name of the group
 * @param reducer label of the reducer it answers with
 * @param tuned whether the model was tuned before
 * @param tunedWith reducer that tuning saw if it was another one; empty if not
 * @param runs those that are finished, at least one
 */
record Group(String name, String reducer, boolean tuned, String tunedWith, List<RunResult> runs) {
    private static final String LORA = ".lora";

    static Group of(JsonNode json, List<RunResult> runs) {
        return new Group(
                json.path("name").asText(),
                json.path("reducer").asText(),
                json.path("tuned").asBoolean(),
                json.path("tuned_with").asText(""),
                List.copyOf(runs));
    }

    /** A figure over the seeds. */
    Spread spread(String figure) {
        return Spread.of(runs.stream()
                .flatMapToDouble(run -> run.figure(figure).stream())
                .toArray());
    }

    /** The mean of a figure over the seeds; NaN if no run has it. */
    double mean(String figure) {
        return spread(figure).mean();
    }

    /** The name for people. */
    String title() {
        int ending = name.indexOf(LORA);
        return tuned && ending > 0 ? name.substring(0, ending) + tuning() : name;
    }

    /** Reducer and tuning without the budget, as legends name them. */
    String series() {
        return reducer + tuning();
    }

    /** Name of the group that answers with the same reducer and budget without tuning. */
    String untunedName() {
        int ending = name.indexOf(LORA);
        return ending > 0 ? name.substring(0, ending) : name;
    }

    private String tuning() {
        if (!tuned) {
            return "";
        }
        return tunedWith.isEmpty() ? " + LoRA" : " + LoRA on " + tunedWith;
    }
}
