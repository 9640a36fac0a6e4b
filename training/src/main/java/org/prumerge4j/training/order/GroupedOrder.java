package org.prumerge4j.training.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * LLaVA's {@code group_by_modality_length} for one process: the samples of a step are all with or all without image, and
 * its micro-batches are about equally long. Every epoch has a permutation of its own.
 *
 * <ol>
 *   <li>The samples of each modality are put in random order and cut into steps. Those of a step are sorted, longest
 *       first, samples of the same length staying in their order. They are dealt one by one to the micro-batches, each to
 *       the first of those with the smallest sum of lengths among those that are not full; in a step that is not a
 *       multiple of the number of micro-batches {@code n}, micro-batch {@code i} has every n-th sample from the i-th on.
 *   <li>The last steps of both modalities are put aside, the others put in random order. Behind them come the samples put
 *       aside, in the order of the data set: the only place where modalities mix.
 *   <li>With one modality the first part is everything.
 * </ol>
 *
 * <p>Random orders are those of {@link ShuffledOrder}, drawn one after the other from one {@link SplittableRandom} with
 * the seed {@link RandomStreams#ofEpoch}: samples with image, samples without, steps.
 */
public final class GroupedOrder implements SampleOrder {
    private final int[] lengths;
    private final int batchSize;
    private final int accumulation;
    private final long seed;

    /**
     * An order.
     *
     * @param lengths {@code [samples]} length of each sample, negative for one without image
     * @param batchSize samples of a micro-batch
     * @param accumulation micro-batches of a step
     * @param seed seed of the run
     * @throws IllegalArgumentException if there are no samples, or one has no length
     */
    public GroupedOrder(int[] lengths, int batchSize, int accumulation, long seed) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("there are no samples to order");
        }
        if (batchSize < 1 || accumulation < 1) {
            throw new IllegalArgumentException("steps of " + accumulation + " micro-batches of " + batchSize
                    + " samples cannot be; give at least 1 of each");
        }
        int empty = IntStream.range(0, lengths.length)
                .filter(i -> lengths[i] == 0)
                .findFirst()
                .orElse(-1);
        if (empty >= 0) {
            throw new IllegalArgumentException("sample " + empty
                    + " (counted from 0) has no words, so it cannot be grouped by length; remove it, or choose another"
                    + " order");
        }
        this.lengths = lengths.clone();
        this.batchSize = batchSize;
        this.accumulation = accumulation;
        this.seed = seed;
    }

    @Override
    public int[] epoch(long epoch) {
        SplittableRandom random = new SplittableRandom(RandomStreams.ofEpoch(seed, epoch));
        List<int[]> withImage = steps(modality(true), random);
        List<int[]> without = steps(modality(false), random);
        if (withImage.isEmpty() || without.isEmpty()) {
            return joined(withImage.isEmpty() ? without : withImage);
        }
        int[] mixed = concatenated(withImage.remove(withImage.size() - 1), without.remove(without.size() - 1));
        Arrays.sort(mixed);
        withImage.addAll(without);
        int[] places = IntStream.range(0, withImage.size()).toArray();
        Permutation.shuffle(places, random);
        List<int[]> steps = new ArrayList<>(places.length + 1);
        for (int place : places) {
            steps.add(withImage.get(place));
        }
        steps.add(mixed);
        return joined(steps);
    }

    @Override
    public int samples() {
        return lengths.length;
    }

    @Override
    public String description() {
        return "grouped by modality and length (hash " + Integer.toHexString(Arrays.hashCode(lengths))
                + ") in steps of " + accumulation + " x " + batchSize + " with seed " + seed;
    }

    private int[] modality(boolean image) {
        return IntStream.range(0, lengths.length)
                .filter(i -> lengths[i] > 0 == image)
                .toArray();
    }

    private List<int[]> steps(int[] samples, SplittableRandom random) {
        Permutation.shuffle(samples, random);
        int stepSize = Math.multiplyExact(batchSize, accumulation);
        List<int[]> steps = new ArrayList<>();
        for (int begin = 0; begin < samples.length; begin += stepSize) {
            int end = (int) Math.min(samples.length, (long) begin + stepSize);
            steps.add(dealt(longestFirst(Arrays.copyOfRange(samples, begin, end))));
        }
        return steps;
    }

    private int[] longestFirst(int[] step) {
        // Length and place in one number: its order is that of a stable sort.
        long[] keys = new long[step.length];
        for (int i = 0; i < step.length; i++) {
            keys[i] = -Math.abs((long) lengths[step[i]]) << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> step[(int) key]).toArray();
    }

    private int[] dealt(int[] sorted) {
        return sorted.length % accumulation == 0 ? dealtByLength(sorted) : dealtInTurn(sorted);
    }

    private int[] dealtInTurn(int[] sorted) {
        int[] dealt = new int[sorted.length];
        int next = 0;
        for (int first = 0; first < accumulation; first++) {
            for (int i = first; i < sorted.length; i += accumulation) {
                dealt[next++] = sorted[i];
            }
        }
        return dealt;
    }

    private int[] dealtByLength(int[] sorted) {
        int size = sorted.length / accumulation;
        int[] dealt = new int[sorted.length];
        int[] filled = new int[accumulation];
        long[] sums = new long[accumulation];
        for (int sample : sorted) {
            int shortest = 0;
            for (int chunk = 1; chunk < accumulation; chunk++) {
                shortest = sums[chunk] < sums[shortest] ? chunk : shortest;
            }
            dealt[shortest * size + filled[shortest]++] = sample;
            sums[shortest] =
                    filled[shortest] == size ? Long.MAX_VALUE : sums[shortest] + Math.abs((long) lengths[sample]);
        }
        return dealt;
    }

    private static int[] concatenated(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static int[] joined(List<int[]> steps) {
        return steps.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
