package org.prumerge4j.experiments.yaml;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
    private final transient List<Problem> problems;

    /** All problems found in one pass; sorted here by source and position. */
    public ConfigException(List<Problem> problems) {
        this.problems = problems.stream()
                .sorted(Comparator.comparing((Problem p) -> !p.place().source().numbered())
                        .thenComparing(p -> p.place().source().name())
                        .thenComparingInt(p -> p.place().line())
                        .thenComparingInt(p -> p.place().column()))
                .toList();
    }

    /** In the order of the file, those of the command line last. */
    public List<Problem> problems() {
        return problems;
    }

    /** The number of problems, then each of them with its snippet. */
    @Override
    public String getMessage() {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining(
                        System.lineSeparator(), count + " in the configuration:" + System.lineSeparator(), ""));
    }
}
