package org.prumerge4j.data.sample;

import java.util.Arrays;

/** Puts the visual tokens of images into the places that ids keep for them. */
public final class Splicer {
    private final int maxLength;

    /** With the length to which sequences are cut once the visual tokens are in. */
    public Splicer(int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("maximal length must be positive, given " + maxLength);
        }
        this.maxLength = maxLength;
    }

    /**
     * The sequence of a sample.
     *
     * @param visualTokens number of visual tokens of each image, in the order of their places
     * @throws IllegalArgumentException if there are not as many counts as places
     */
    public SplicedSample splice(EncodedSample sample, int... visualTokens) {
        return splice(sample.id(), sample.ids(), sample.labels(), visualTokens);
    }

    /**
     * The sequence of a prompt; nothing is supervised.
     *
     * @param id names the prompt in messages
     * @param visualTokens number of visual tokens of each image, in the order of their places
     * @throws IllegalArgumentException if there are not as many counts as places
     */
    public SplicedSample splicePrompt(String id, int[] promptIds, int... visualTokens) {
        int[] labels = new int[promptIds.length];
        Arrays.fill(labels, Labels.IGNORE);
        return splice(id, promptIds, labels, visualTokens);
    }

    private SplicedSample splice(String id, int[] ids, int[] labels, int[] visualTokens) {
        int places = ImageTokens.count(ids);
        if (places != visualTokens.length) {
            throw new IllegalArgumentException(
                    "sample " + id + ": " + places + " places for images, but visual tokens of " + visualTokens.length);
        }
        IntSequence tokenIds = new IntSequence();
        IntSequence visualRows = new IntSequence();
        IntSequence spliced = new IntSequence();
        int image = 0;
        int row = 0;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == ImageTokens.IMAGE_TOKEN_ID) {
                for (int end = row + visualTokens[image++]; row < end; row++) {
                    tokenIds.add(SplicedSample.NONE);
                    visualRows.add(row);
                    spliced.add(Labels.IGNORE);
                }
            } else {
                tokenIds.add(ids[i]);
                visualRows.add(SplicedSample.NONE);
                spliced.add(labels[i]);
            }
        }
        return new SplicedSample(id, cut(tokenIds), cut(visualRows), cut(spliced));
    }

    private int[] cut(IntSequence values) {
        int[] all = values.toArray();
        return all.length <= maxLength ? all : Arrays.copyOf(all, maxLength);
    }
}
