package org.prumerge4j.experiments.shapes.files;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes away from too frequent answers. */
final class Balance {
    private Balance() {}

    /**
     * The first items of every answer within every group, as many for each as for the rarest answer of the group; in
     * the order given.
     */
    static <T> List<T> equalAnswers(List<T> items, Function<T, ?> group, Function<T, String> answer) {
        Map<Object, Map<String, Long>> counts = items.stream()
                .collect(Collectors.groupingBy(group, Collectors.groupingBy(answer, Collectors.counting())));
        Map<Object, Map<String, Long>> taken = new HashMap<>();
        return items.stream()
                .filter(item -> {
                    Object key = group.apply(item);
                    long already = taken.computeIfAbsent(key, unused -> new HashMap<>())
                            .merge(answer.apply(item), 1L, Long::sum);
                    return already <= rarest(counts.getOrDefault(key, Map.of()).values());
                })
                .toList();
    }

    private static long rarest(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).min().orElse(0);
    }
}
