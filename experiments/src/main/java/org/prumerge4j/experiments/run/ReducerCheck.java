package org.prumerge4j.experiments.run;

import java.util.List;
import java.util.Map;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ReducerSection;
import org.prumerge4j.experiments.yaml.Bound;
import org.prumerge4j.experiments.yaml.Problem;
import org.prumerge4j.experiments.yaml.Suggestions;
import org.prumerge4j.prumerge.options.InvalidOptionsException;
import org.prumerge4j.prumerge.options.OptionProblem;
import org.prumerge4j.prumerge.registry.Reducers;

/** Asks the reducer that an experiment names whether it knows the options given. */
public final class ReducerCheck {
    private ReducerCheck() {}

    /** What is wrong, each at the key that says it. */
    public static List<Problem> check(Bound<Experiment> experiment) {
        return check(experiment, experiment.value().reducer());
    }

    /** What is wrong with the section {@code reducer} of any file. */
    public static List<Problem> check(Bound<?> experiment, ReducerSection section) {
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
                    .map(problem -> problem(experiment, section, problem))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(experiment.problem("reducer.preset", String.valueOf(e.getMessage())));
        }
    }

    private static Problem problem(Bound<?> experiment, ReducerSection section, OptionProblem problem) {
        String key = OptionNames.ofFile(problem.option());
        List<String> known = Reducers.options(section.name(), Map.of()).options().keySet().stream()
                .map(OptionNames::ofFile)
                .toList();
        if (!known.contains(key)) {
            String expected = "unknown option '" + key + "' of reducer " + section.name() + ", expected one of "
                    + String.join(", ", known);
            return experiment.problem("reducer." + key, expected + Suggestions.ending(Suggestions.closest(key, known)));
        }
        return experiment.problem(
                "reducer." + key,
                "found '" + problem.given() + "', expected " + OptionNames.ofFile(problem.expected()));
    }
}
