package org.prumerge4j.experiments.shapes.question;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How well answers can be guessed from questions: guessers are fitted on the questions of one half of the images and
 * scored on the other, both ways.
 */
public final class Guesser {
    /** A question, its answer, and what tells images apart. */
    public record Item(String image, String question, String answer) {}

    private Guesser() {}

    /** Best share of right answers, 0 to 1, over all guessers. */
    public static double best(List<Item> items) {
        return Math.max(
                constant(items),
                Math.max(
                        crossed(items, Guesser::sameQuestion),
                        Math.max(crossed(items, Guesser::words), options(items))));
    }

    /** Always the most frequent answer, known beforehand. */
    public static double constant(List<Item> items) {
        return (double)
                        items.stream()
                                .collect(Collectors.groupingBy(Item::answer, Collectors.counting()))
                                .values()
                                .stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .orElse(0)
                / items.size();
    }

    /** What one may hope to score by luck alone, where so many answers are guessed: four standard deviations. */
    public static double luck(double chance, int items) {
        double spread = Math.max(chance, 1.0 / items);
        return 4 * Math.sqrt(spread * (1 - Math.min(spread, 0.99)) / items);
    }

    /** Fits on either half of the images and scores on the other. */
    private static double crossed(List<Item> items, Function<List<Item>, UnaryOperator<String>> fit) {
        Map<Boolean, List<Item>> halves = items.stream()
                .collect(Collectors.partitioningBy(
                        item -> ((item.image().hashCode() * 0x9E3779B1) >>> Short.SIZE) % 2 == 0));
        long right = 0;
        for (boolean half : new boolean[] {true, false}) {
            UnaryOperator<String> guesser = fit.apply(halves.getOrDefault(half, List.of()));
            for (Item item : halves.getOrDefault(!half, List.of())) {
                right += guesser.apply(item.question()).equals(item.answer()) ? 1 : 0;
            }
        }
        return (double) right / items.size();
    }

    /** The most frequent answer to the very same question, or of all. */
    private static UnaryOperator<String> sameQuestion(List<Item> known) {
        String constant = mostFrequent(known);
        Map<String, String> answers = new HashMap<>();
        known.stream()
                .collect(Collectors.groupingBy(Item::question))
                .forEach((question, same) -> answers.put(question, mostFrequent(same)));
        return question -> answers.getOrDefault(question, constant);
    }

    private static String mostFrequent(List<Item> items) {
        return items.stream().collect(Collectors.groupingBy(Item::answer, Collectors.counting())).entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Naive Bayes over the words and pairs of words of the question. */
    private static UnaryOperator<String> words(List<Item> known) {
        Map<String, Integer> answers = new TreeMap<>();
        Map<String, Map<String, Integer>> seen = new HashMap<>();
        for (Item item : known) {
            answers.merge(item.answer(), 1, Integer::sum);
            Map<String, Integer> counts = seen.computeIfAbsent(item.answer(), unused -> new HashMap<>());
            features(item.question()).forEach(feature -> counts.merge(feature, 1, Integer::sum));
        }
        return question -> {
            Set<String> features = features(question);
            String best = "";
            double highest = Double.NEGATIVE_INFINITY;
            for (Map.Entry<String, Integer> answer : answers.entrySet()) {
                Map<String, Integer> counts = seen.getOrDefault(answer.getKey(), Map.of());
                double score = Math.log(answer.getValue());
                for (String feature : features) {
                    score += Math.log((counts.getOrDefault(feature, 0) + 1.0) / (answer.getValue() + 2.0));
                }
                if (score > highest) {
                    highest = score;
                    best = answer.getKey();
                }
            }
            return best;
        };
    }

    private static Set<String> features(String question) {
        List<String> words = List.of(question.split("\\s+"));
        Set<String> features = new LinkedHashSet<>(words);
        for (int i = 1; i < words.size(); i++) {
            features.add(words.get(i - 1) + " " + words.get(i));
        }
        return features;
    }

    /** For questions with options: the option that was most often the right one where it was offered. */
    private static double options(List<Item> items) {
        if (!items.get(0).question().contains("\nA. ")) {
            return 0;
        }
        List<Item> stated = new ArrayList<>();
        for (Item item : items) {
            List<String> lines = List.of(item.question().split("\n"));
            int right = "ABCD".indexOf(item.answer());
            for (int i = 0; i < 4; i++) {
                String option = lines.get(lines.size() - 4 + i).substring(3);
                stated.add(new Item(item.image() + i, lines.get(0) + option, i == right ? "yes" : "no"));
            }
        }
        Map<String, List<Item>> byOption = stated.stream().collect(Collectors.groupingBy(Item::question));
        long right = 0;
        for (int i = 0; i < items.size(); i++) {
            int best = 0;
            double highest = -1;
            for (int j = 0; j < 4; j++) {
                Item option = stated.get(4 * i + j);
                List<Item> same = byOption.getOrDefault(option.question(), List.of());
                // Without the item itself.
                double yes = same.stream()
                                .filter(each -> each.answer().equals("yes"))
                                .count()
                        - (option.answer().equals("yes") ? 1 : 0);
                double rate = (yes + 0.25) / same.size();
                if (rate > highest) {
                    highest = rate;
                    best = j;
                }
            }
            right += "ABCD".indexOf(items.get(i).answer()) == best ? 1 : 0;
        }
        return (double) right / items.size();
    }
}
