package org.prumerge4j.experiments.plan;

import java.io.IOException;
import java.util.List;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.ConfigException;
import org.prumerge4j.experiments.yaml.Problem;

/** Refuses a run that cannot fit on this machine, before anything is loaded. */
public final class FitCheck {
    private FitCheck() {}

    /** What is in the way with what to change, as one problem of the batch size; empty if the run fits. */
    public static List<Problem> check(Bound<Experiment> experiment) {
        try {
            return check(experiment, Machine.here(experiment.value().output()));
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Problem> check(Bound<Experiment> experiment, Machine machine) {
        List<String> remedies;
        try {
            remedies = Remedies.of(Plan.of(new PlanQuestion(experiment, machine, null, null, null)));
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            // Files or sizes that are not there or not right: other checks, or loading itself, say it better.
            return List.of();
        }
        if (remedies.isEmpty()) {
            return List.of();
        }
        String message =
                "this run cannot fit on this machine; `plan` shows what it would need, and --without-plan starts it"
                        + " all the same" + System.lineSeparator() + "  "
                        + String.join(System.lineSeparator() + "  ", remedies);
        return List.of(experiment.problem("training.batch-size", message));
    }
}
