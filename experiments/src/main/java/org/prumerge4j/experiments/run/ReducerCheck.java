package org.prumerge4j.experiments.run;

import java.util.List;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;
import org.prumerge4j.experiments.yaml.Suggestions;
import org.prumerge4j.prumerge.options.InvalidOptionsException;
import org.prumerge4j.prumerge.registry.Reducers;

/** Asks the reducer that an experiment names whether it knows the options given. */
public final class ReducerCheck {
    private ReducerCheck() {}

    /** What is wrong, each at the key that says it. */
    public static List<Problem> check(Bound<Experiment> experiment) {
        ReducerSection section = experiment.value().reducer();
        if (!Reducers.names().contains(section.name())) {
            return List.of(experiment.problem(
                    "reducer.name",
                    "found '" + section.name() + "', expected one of " + String.join(", ", Reducers.names())
                            + Suggestions.ending(Suggestions.closest(section.name(), Reducers.names()))));
        }
        try {
            TrainingSettings.reducer(section);
            return List.of();
        } catch (InvalidOptionsException e) {
            return e.problems().stream()
                    .map(problem -> experiment.problem(
                            "reducer." + problem.option(),
                            "found '" + problem.given() + "', expected " + problem.expected()))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(experiment.problem("reducer.preset", String.valueOf(e.getMessage())));
        }
    }
}
