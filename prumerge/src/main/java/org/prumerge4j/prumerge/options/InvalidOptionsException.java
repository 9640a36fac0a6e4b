package org.prumerge4j.prumerge.options;

import java.util.List;
import java.util.stream.Collectors;

/** Options of a reducer that cannot be used; carries every problem, not only the first. */
public final class InvalidOptionsException extends IllegalArgumentException {
    private final List<OptionProblem> problems;

    /** Problems with the options of {@code owner}. */
    public InvalidOptionsException(String owner, List<OptionProblem> problems) {
        super(problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", "invalid options of reducer " + owner + ":", "")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the options; unknown options last. */
    public List<OptionProblem> problems() {
        return problems;
    }
}
