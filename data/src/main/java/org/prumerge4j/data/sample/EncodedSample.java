package org.prumerge4j.data.sample;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as numbers. The arrays are not copied, neither on the way in nor on the way out: leave them as they are.
 *
 * @param id name of the record
 * @param image path relative to the image folder; null if no image takes part
 * @param ids {@code [positions]} token ids, {@link ImageTokens#IMAGE_TOKEN_ID} where the image goes
 * @param labels {@code [positions]} the id where supervised, else {@link Labels#IGNORE}
 * @param referenceMismatch whether LLaVA's own labelling would have lost count ("tokenization mismatch") and left
 *     the whole sample without supervision; the labels here are right all the same
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and read position by position.
public record EncodedSample(String id, @Nullable String image, int[] ids, int[] labels, boolean referenceMismatch) {
    /** Checks that there is one label per id, and an image exactly where ids ask for one. */
    public EncodedSample {
        Objects.requireNonNull(id, "id");
        if (ids.length != labels.length) {
            throw new IllegalArgumentException(
                    "sample " + id + ": " + ids.length + " ids but " + labels.length + " labels");
        }
        int places = ImageTokens.count(ids);
        if (places != (image == null ? 0 : 1)) {
            throw new IllegalArgumentException("sample " + id + ": " + places + " places for images, but "
                    + (image == null ? "no image" : "one image"));
        }
    }

    /** A sample on whose labels LLaVA's own code agrees. */
    public EncodedSample(String id, @Nullable String image, int[] ids, int[] labels) {
        this(id, image, ids, labels, false);
    }
}
