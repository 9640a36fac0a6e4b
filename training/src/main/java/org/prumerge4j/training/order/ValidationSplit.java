package org.prumerge4j.training.order;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Records to train on, and records to validate on. All records of an image are on one side, so that the loss on the
 * other is not that of images the model was trained on.
 *
 * @param training numbers of records, ascending, not copied
 * @param validation numbers of records, ascending, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // As long as the data set, and read one by one.
public record ValidationSplit(int[] training, int[] validation) {
    /**
     * Sets records aside: images are taken in an order drawn from the seed, each with all its records if these still fit.
     *
     * @param images a number for the image of each record, the same for the same image; 0 for a record without one
     * @param most records to set aside at most
     * @throws IllegalArgumentException if nothing would be left to train on, or no image's records fit
     */
    public static ValidationSplit of(long[] images, int most, long seed) {
        if (most < 1 || most >= images.length) {
            throw new IllegalArgumentException("cannot set aside " + most + " of " + images.length
                    + " records for validation; give at least 1, and fewer than there are");
        }
        Map<Long, List<Integer>> byImage = new HashMap<>();
        for (int record = 0; record < images.length; record++) {
            if (images[record] != 0) {
                byImage.computeIfAbsent(images[record], image -> new ArrayList<>(1))
                        .add(record);
            }
        }
        int[] order = IntStream.range(0, images.length).toArray();
        Permutation.shuffle(order, new SplittableRandom(RandomStreams.ofSplit(seed)));
        BitSet chosen = new BitSet(images.length);
        int count = 0;
        for (int i = 0; i < order.length && count < most; i++) {
            List<Integer> group = byImage.getOrDefault(images[order[i]], List.of(order[i]));
            if (!chosen.get(order[i]) && count + group.size() <= most) {
                group.forEach(chosen::set);
                count += group.size();
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("no image has as few as " + most
                    + " records, and all records of an image stay together; set aside more for validation");
        }
        return new ValidationSplit(
                IntStream.range(0, images.length)
                        .filter(record -> !chosen.get(record))
                        .toArray(),
                chosen.stream().toArray());
    }
}
