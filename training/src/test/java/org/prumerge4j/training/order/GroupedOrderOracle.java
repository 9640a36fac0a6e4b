package org.prumerge4j.training.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** The documented order, written down list by list without a thought for speed. */
final class GroupedOrderOracle {
    private final int[] lengths;
    private final int batchSize;
    private final int accumulation;
    private SplittableRandom random = new SplittableRandom(0);

    GroupedOrderOracle(int[] lengths, int batchSize, int accumulation) {
        this.lengths = lengths;
        this.batchSize = batchSize;
        this.accumulation = accumulation;
    }

    List<Integer> epoch(long seed, long epoch) {
        random = new SplittableRandom(RandomStreams.ofEpoch(seed, epoch));
        List<Integer> withImage = new ArrayList<>();
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            (lengths[i] > 0 ? withImage : without).add(i);
        }
        if (without.isEmpty() || withImage.isEmpty()) {
            return grouped(without.isEmpty() ? withImage : without);
        }
        List<List<Integer>> imageSteps = cut(grouped(withImage));
        List<List<Integer>> textSteps = cut(grouped(without));
        List<Integer> last = new ArrayList<>(imageSteps.remove(imageSteps.size() - 1));
        last.addAll(textSteps.remove(textSteps.size() - 1));
        last.sort(Comparator.naturalOrder());
        List<List<Integer>> steps = new ArrayList<>(imageSteps);
        steps.addAll(textSteps);
        List<Integer> order = new ArrayList<>();
        shuffled(steps).forEach(order::addAll);
        order.addAll(last);
        return order;
    }

    private List<Integer> grouped(List<Integer> samples) {
        List<Integer> order = new ArrayList<>();
        for (List<Integer> step : cut(shuffled(samples))) {
            List<Integer> sorted = new ArrayList<>(step);
            sorted.sort(Comparator.comparing(this::length).reversed());
            chunks(sorted).forEach(order::addAll);
        }
        return order;
    }

    private List<List<Integer>> chunks(List<Integer> sorted) {
        List<List<Integer>> chunks = new ArrayList<>();
        for (int i = 0; i < accumulation; i++) {
            chunks.add(new ArrayList<>());
        }
        boolean even = sorted.size() % accumulation == 0;
        for (int i = 0; i < sorted.size(); i++) {
            int chunk = even ? shortest(chunks, sorted.size() / accumulation) : i % accumulation;
            chunks.get(chunk).add(sorted.get(i));
        }
        return chunks;
    }

    private int shortest(List<List<Integer>> chunks, int full) {
        int best = -1;
        for (int i = 0; i < chunks.size(); i++) {
            boolean open = chunks.get(i).size() < full;
            if (open && (best < 0 || sum(chunks.get(i)) < sum(chunks.get(best)))) {
                best = i;
            }
        }
        return best;
    }

    private long sum(List<Integer> chunk) {
        return chunk.stream().mapToLong(this::length).sum();
    }

    private int length(int sample) {
        return Math.abs(lengths[sample]);
    }

    private List<List<Integer>> cut(List<Integer> samples) {
        List<List<Integer>> steps = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += batchSize * accumulation) {
            steps.add(samples.subList(i, Math.min(samples.size(), i + batchSize * accumulation)));
        }
        return steps;
    }

    private <T> List<T> shuffled(List<T> values) {
        List<T> shuffled = new ArrayList<>(values);
        for (int last = shuffled.size() - 1; last > 0; last--) {
            int other = (int) Long.remainderUnsigned(random.nextLong(), last + 1L);
            T swapped = shuffled.get(last);
            shuffled.set(last, shuffled.get(other));
            shuffled.set(other, swapped);
        }
        return shuffled;
    }
}
